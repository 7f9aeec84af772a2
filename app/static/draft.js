// Keeps a draft every minute in which something was typed, and says so; the session goes on from there, in all tabs.
// Without scripts there is the button.
const EVERY = 60 * 1000;
const form = document.querySelector("form[data-keep]");
if (form) keep(form);

function keep(form) {
  const said = form.querySelector("[role=status]");
  const session = new BroadcastChannel("prx-session"); // session_end.js listens, in this tab too
  const version = form.elements["draft_version"];
  const typed = () => new URLSearchParams(new FormData(form));
  let kept = typed().toString(), busy = false;

  async function save() {
    const now = typed();
    if (busy || now.toString() === kept) return;
    busy = true;
    try {
      const answer = await fetch(form.dataset.keep, { method: "POST", body: now, redirect: "error" });
      const told = await answer.json();
      said.textContent = told.said;
      session.postMessage(told.ends_in * 1000);
      if (answer.ok) {
        if (told.version) version.value = told.version;
        now.set("draft_version", version.value);
        kept = now.toString();
      }
    } catch {
      said.textContent = "Not saved by itself: the exchange does not answer. What you typed is still on this page.";
    } finally {
      busy = false;
    }
  }

  form.addEventListener("submit", () => { busy = true; });
  setInterval(save, EVERY);
}
