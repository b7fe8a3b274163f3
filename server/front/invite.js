
// From here on it is Gotunnel's. The invite is what follows the # of this page's
// address. Only this browser knows it.
const byId = (id) => document.getElementById(id);

function show() {
  const there = location.hash.length > 1;
  byId("invite").hidden = !there;
  byId("missing").hidden = there;
  if (!there) return;
  const link = "gotunnel://" + location.hostname + port() + "/i" + location.hash;
  byId("open").href = link;
  byId("code").value = link;
  byId("status").textContent = "";
  draw(location.href);
}

// port is where the app finds the server; it looks at 443 if it isn't told.
function port() {
  const usual = location.protocol === "http:" ? "80" : "443";
  const number = document.querySelector("main").dataset.port || location.port || usual;
  return number === "443" ? "" : ":" + number;
}

// draw makes one path of all dark squares; the standard wants four light ones
// around them.
function draw(text) {
  byId("scan").hidden = true;
  const { size, data } = encode(text, { ecc: "M", border: 4 }); // throws if it is too long
  let path = "";
  data.forEach((row, y) => row.forEach((dark, x) => {
    if (dark) path += `M${x} ${y}h1v1h-1z`;
  }));
  const dark = document.createElementNS("http://www.w3.org/2000/svg", "path");
  dark.setAttribute("d", path);
  byId("qr").setAttribute("viewBox", `0 0 ${size} ${size}`);
  byId("qr").replaceChildren(dark);
  byId("scan").hidden = false;
}

// copy has a second way for addresses without TLS, where browsers have no
// clipboard.
async function copy() {
  let copied = true;
  try {
    await navigator.clipboard.writeText(byId("code").value);
  } catch {
    byId("code").select();
    copied = document.execCommand("copy");
  }
  byId("status").textContent = copied ? "Invite copied." : "Press Ctrl+C to copy it.";
}

byId("copy").addEventListener("click", copy);
byId("code").addEventListener("focus", () => byId("code").select());
addEventListener("hashchange", show);
show();
