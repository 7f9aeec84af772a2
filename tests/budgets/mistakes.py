"""A form of a walk sent wrong, and what must hold of the page that says so."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Page

from tests.budgets.looked_at import objections
from tests.budgets.walk import UNFOLD

EMPTY: Final = """form => {
  for (const one of form.querySelectorAll('input[type=text], textarea')) one.value = ''
  for (const one of form.querySelectorAll('input[type=checkbox], input[type=radio]')) one.checked = false
  for (const one of form.querySelectorAll('select')) one.selectedIndex = 0
}"""
ALL_WRONG: Final = """form => {
  const parts = { day: '31', month: '2', year: '20x6', time: '25:61' }
  const words = one => one.inputMode === 'numeric' ? 'many' : 'Madeup words. '.repeat(500)
  for (const one of form.querySelectorAll('input[type=text], textarea'))
    one.value = parts[one.name.split('-').pop()] ?? words(one)
}"""
"""A day that does not exist, no number where one is asked for, and words that are too long for any field."""
TYPED = """form => {
  const words = one => one.value.replaceAll('\\r\\n', '\\n').trim()
  const stands = name => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]:not([type=hidden], button)`)]
    .filter(one => !/checkbox|radio/.test(one.type) || one.checked).map(words)
  const all = [...new FormData(form).keys()].map(name => [name, stands(name)])
  return Object.fromEntries(all.filter(([, values]) => values.some(one => one)))
}"""
LINKS = """() => [...document.querySelectorAll('.govuk-error-summary a')].map(link => {
  const target = document.getElementById(link.hash.slice(1))
  link.click()
  const there = document.activeElement
  const inputs = 'input, textarea, select, button'
  const arrived = target === there && (there.matches(inputs) || there.querySelector(inputs))
  return arrived && there.checkVisibility() ? '' : `${link.hash} (${link.textContent.trim()})`
}).filter(one => one)"""
SUMMARY_HAS_FOCUS = "() => document.activeElement.closest('.govuk-error-summary') !== null"


def send_wrong(page: Page, button: str, mistake: str) -> dict[str, Any]:
    """Make the mistake in everything of the form that this button sends, and press it; what stood in it then."""
    pressed = page.get_by_role("button", name=button, exact=True).first
    page.evaluate(UNFOLD)
    form = pressed.evaluate_handle("one => one.form")
    form.evaluate(mistake)
    typed: dict[str, Any] = form.evaluate(TYPED)
    with page.expect_navigation(wait_until="load"):
        pressed.evaluate("one => one.click()")
    return typed


def wrong_with_page(page: Page, button: str, typed: dict[str, Any]) -> list[str]:
    """What is to be objected to in a page that says what was wrong with a form, each a sentence."""
    if not page.locator(".govuk-error-summary").count():
        return [f"no error is shown, but {page.title()}"]
    found = [] if page.title().startswith("Error: ") else [f"the title does not say it: {page.title()}"]
    if not page.evaluate(SUMMARY_HAS_FOCUS):
        found.append("the summary has no focus")
    found += [f"leads to no input: {one}" for one in page.evaluate(LINKS)]
    form = page.get_by_role("button", name=button, exact=True).first.evaluate_handle("one => one.form")
    stands = form.evaluate(TYPED)
    found += [f"lost: {name}" for name, value in typed.items() if stands.get(name) != value]
    page.evaluate(UNFOLD)
    return found + objections(page)
