// jsdom has dialogs, and no way to open one.
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
  (this.querySelector<HTMLElement>("[autofocus]") ?? this.querySelector("button"))?.focus();
};
