// Warns two minutes before a session ends, and says when it has. All words stand in the page; each is shown once.
const WARNING = 2 * 60 * 1000;
const page = document.querySelector("[data-ends-in]");
if (page) watch(page);

function watch(page) {
  const dialogs = Object.fromEntries(["soon", "latest", "over"].map((name) => [name, page.querySelector(`#session-${name}`)]));
  const form = dialogs.soon.querySelector("form");
  const failed = form.querySelector("[role=alert]");
  const tabs = new BroadcastChannel("prx-session"); // one session: used in one tab, it goes on in all
  let ends = 0, latest = 0, shown = "";

  function take(found, asked) {
    ends = asked + found.dataset.endsIn * 1000;
    latest = asked + found.dataset.latestIn * 1000;
    tabs.postMessage(ends - Date.now());
    look();
  }

  function state(now) {
    if (now >= ends) return "over";
    if (now < ends - WARNING) return "";
    return latest - ends < WARNING ? "latest" : "soon";
  }

  function look() {
    const found = state(Date.now());
    if (found === shown) return;
    if (shown) dialogs[shown].close();
    if (found) dialogs[found].showModal();
    failed.hidden = true;
    shown = found;
  }

  async function stay(event) {
    if (event.submitter?.formMethod === "dialog") return;
    event.preventDefault();
    const asked = Date.now();
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error" });
      if (answer.status === 401) ends = asked;
      else take(new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-ends-in]"), asked);
      look();
    } catch {
      failed.hidden = false;
    }
  }

  form.addEventListener("submit", stay);
  tabs.addEventListener("message", ({ data }) => { ends = Math.min(Math.max(ends, Date.now() + data), latest); look(); });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
  take(page, Date.now());
}
