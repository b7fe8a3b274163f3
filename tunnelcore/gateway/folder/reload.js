// Opens this page again when a file of the folder changes. The page has the name
// of the folder's state when it was sent, the stream that of now. A tab that
// nobody looks at holds no connection, since a browser has only six for a link
// without TLS, and asks when it is looked at again.
(() => {
  if (self.gotunnelReload) return;
  self.gotunnelReload = true;
  // A page of ours around this one opens again with all that is in it.
  try {
    if (self !== top && top.gotunnelReload) return;
  } catch {
    // It is someone else's page.
  }
  const sent = document.currentScript.dataset.state;
  let stream, timer, pause = 1;

  function stop() {
    clearTimeout(timer);
    stream?.close();
    stream = undefined;
  }

  // A page's own service worker may give it out as it was before. Once for each
  // state is enough to have tried.
  function isNew(state) {
    const now = `${state} ${location.href}`;
    try {
      if (sessionStorage.gotunnel === now) return false;
      sessionStorage.gotunnel = now;
    } catch {
      // There is no storage for this page, and so no service worker either.
    }
    return true;
  }

  function listen() {
    stop();
    if (document.hidden) return;
    stream = new EventSource(location.origin + '/.gotunnel/reload');
    stream.onmessage = ({ data }) => {
      pause = 1;
      if (sent === data || !isNew(data)) return;
      stop();
      location.reload();
    };
    // By itself it would not try again after an answer such as 503.
    stream.onerror = () => {
      stop();
      timer = setTimeout(listen, pause * (800 + 400 * Math.random()));
      pause = Math.min(pause * 2, 30);
    };
  }

  document.addEventListener('visibilitychange', listen);
  addEventListener('pagehide', stop);
  addEventListener('pageshow', (event) => event.persisted && listen());
  listen();
})();
