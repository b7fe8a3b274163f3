// Asks now and then whether this address still answers with this page, and
// opens it when it does not. The pauses grow from 2 s to 15 s; a tab nobody
// looks at does not ask at all, and asks at once when it is looked at again.
(() => {
  const page = document.currentScript.dataset.page;
  const here = location.origin + location.pathname + location.search;
  let pause = 2, timer, probe;

  // Visitors who wait together must not ask together: hence the random part.
  function later() {
    clearTimeout(timer);
    timer = setTimeout(check, pause * (800 + 400 * Math.random()));
    pause = Math.min(pause * 1.5, 15);
  }

  async function check() {
    clearTimeout(timer);
    if (probe) probe.abort();
    probe = document.hidden ? null : new AbortController();
    if (!probe) return;
    const mine = probe;
    // An answer may be held for 10 s while the computer comes back.
    timer = setTimeout(check, 20000);
    try {
      const answer = await fetch(here, {
        method: 'HEAD', cache: 'no-store', redirect: 'manual', signal: mine.signal,
      });
      if (answer.headers.get('Gotunnel-Page') !== page) return open();
    } catch {
      // No answer at all: the visitor is offline, or the server is away.
    }
    if (mine === probe) later();
  }

  // reload() would send a form again. replace() asks with GET; but with a
  // fragment it would only scroll, so the address steps aside first.
  function open() {
    clearTimeout(timer);
    const there = here + location.hash;
    if (location.hash) history.replaceState(null, '', here + (location.search ? '&' : '?'));
    location.replace(there);
  }

  function again() {
    pause = 2;
    check();
  }
  document.addEventListener('visibilitychange', again);
  addEventListener('online', again);
  later();
})();
