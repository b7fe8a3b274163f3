(() => {
  const form = document.forms[0], field = form.password, show = document.getElementById('show');

  function hidden(on) {
    field.type = on ? 'password' : 'text';
    show.textContent = on ? show.dataset.show : show.dataset.hide;
  }

  show.hidden = false;
  show.onclick = () => {
    hidden(field.type === 'text');
    field.focus();
  };

  // As plain text the browser would offer it in other fields later. The part
  // after # never reaches a server, so it goes along with the form's address.
  form.onsubmit = () => {
    hidden(true);
    if (location.hash && !form.action.includes('#')) form.action += location.hash;
  };
})();
