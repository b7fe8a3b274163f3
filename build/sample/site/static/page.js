const byId = (id) => document.getElementById(id);

byId("path").textContent = location.pathname;
byId("opened").textContent = new Date().toLocaleTimeString();

function show(state, live) {
  byId("state").textContent = state;
  document.querySelector(".state").classList.toggle("live", live);
}

// The browser opens a lost stream again by itself.
const clock = new EventSource("/clock");
clock.onopen = () => show("Live", true);
clock.onerror = () => show("Connection lost, trying again", false);
clock.onmessage = (event) => {
  const { time, watching } = JSON.parse(event.data);
  byId("clock").textContent = time;
  byId("watching").textContent = watching === 1 ? "1 page" : `${watching} pages`;
};
