// Pictures in the product editor: rows for what was sent or chosen, dragged or moved into order, and a thumbnail to choose for each variant.
// Without this file the numbers of places and the buttons do the same.
(() => {
  "use strict";

  const list = document.querySelector("[data-pictures]");
  const template = document.querySelector("[data-picture-template]");
  if (!list || !template) return;
  const section = document.getElementById("pictures");
  const said = section.querySelector("[data-picture-said]");
  const rows = () => Array.from(list.children);
  const touched = () => list.dispatchEvent(new Event("input", { bubbles: true }));

  const number = () => rows().forEach((row, at) => {
    row.querySelector("[data-place] input").value = String(at + 1);
    row.querySelectorAll("[data-move]").forEach((button) => {
      button.disabled = button.dataset.move === "-1" ? at === 0 : at === list.children.length - 1;
      button.querySelector(".visually-hidden").textContent = `Picture ${at + 1} ${button.dataset.move === "-1" ? "earlier" : "later"}`;
    });
  });

  const imageOf = (row) => row.querySelector("[data-picture-shown] img");

  const add = ({ key, thumb, name, alt }) => {
    const same = rows().find((row) => row.querySelector("input[name$='.key']").value === key);
    if (same) {
      same.querySelector("input[name$='.alt']").focus();
      return;
    }
    const holder = document.createElement("ol");
    holder.innerHTML = template.innerHTML.replaceAll("NUMBER", String(rows().length));
    const row = holder.firstElementChild;
    row.querySelector("input[name$='.key']").value = key;
    row.querySelector("input[name$='.alt']").value = alt;
    const image = document.createElement("img");
    image.className = "thumb thumb-large";
    image.src = thumb;
    image.alt = name;
    row.querySelector("[data-picture-shown]").replaceChildren(image);
    list.append(row);
    ready(row);
    number();
    const none = section.querySelector("[data-no-pictures]");
    if (none) none.remove();
    document.querySelectorAll("select[name^='variants.'][name$='.picture']").forEach((select) => {
      select.append(new Option(`${rows().length}: ${alt || name}`, row.dataset.picture));
    });
    touched();
  };

  section.addEventListener("uploaded", (event) => {
    event.preventDefault();
    add(event.detail.tile.dataset);
  });
  section.addEventListener("chosen", (event) => add(event.detail));

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest(".picture-row");
    if (button.dataset.move === "-1" && row.previousElementSibling) row.previousElementSibling.before(row);
    if (button.dataset.move === "1" && row.nextElementSibling) row.nextElementSibling.after(row);
    number();
    const other = row.querySelector(`[data-move="${button.dataset.move === "1" ? "-1" : "1"}"]`);
    (button.disabled ? other : button).focus();
    said.textContent = `Picture is at place ${rows().indexOf(row) + 1} of ${rows().length} now.`;
    touched();
  });

  // Dragging: the row follows to where the pointer is.
  let dragged = null;
  const ready = (row) => {
    row.querySelector("[data-place]").hidden = true;
    const grip = row.querySelector("[data-grip]");
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      dragged = row;
      row.classList.add("dragged");
      grip.setPointerCapture(event.pointerId);
      event.preventDefault();
    });
    grip.addEventListener("pointermove", (event) => {
      if (dragged !== row) return;
      const next = row.nextElementSibling;
      const previous = row.previousElementSibling;
      const middle = (other) => { const box = other.getBoundingClientRect(); return box.top + box.height / 2; };
      // The others make way: a row that is taken out of the page itself would lose the pointer.
      if (next && event.clientY > middle(next)) row.before(next);
      else if (previous && event.clientY < middle(previous)) row.after(previous);
    });
    const drop = () => {
      if (dragged !== row) return;
      dragged = null;
      row.classList.remove("dragged");
      number();
      touched();
    };
    grip.addEventListener("pointerup", drop);
    grip.addEventListener("pointercancel", drop);
  };

  rows().forEach(ready);
  number();

  // A variant's picture is chosen by its thumbnail; the select stays what is sent.
  const show = (select, button) => {
    const row = rows().find((one) => one.dataset.picture === select.value);
    const from = row && imageOf(row);
    const image = document.createElement("img");
    image.className = "thumb";
    image.alt = "";
    if (from) image.src = from.src;
    button.replaceChildren(...(from ? [image] : []), document.createTextNode(from ? "Change" : "Choose"));
  };

  const choose = (select, button) => {
    const dialog = document.createElement("dialog");
    dialog.className = "chooser";
    dialog.innerHTML = '<div class="chooser-head"><h2 class="card-title">Picture of this variant</h2><button type="button" class="btn btn-sm" data-value="close">Close</button></div><div class="chooser-body"><ul class="tiles chooser-tiles"></ul></div>';
    const tiles = dialog.querySelector("ul");
    const tile = (value, text, image) => {
      const item = document.createElement("li");
      const choice = document.createElement("button");
      choice.type = "button";
      choice.className = "tile-link";
      choice.dataset.value = value;
      const frame = document.createElement("span");
      frame.className = "tile-frame";
      if (image) {
        const copy = document.createElement("img");
        copy.src = image.src;
        copy.alt = "";
        frame.append(copy);
      }
      const words = document.createElement("span");
      words.className = "tile-name";
      words.textContent = text;
      choice.append(frame, words);
      if (select.value === value) choice.setAttribute("aria-current", "true");
      item.append(choice);
      tiles.append(item);
    };
    tile("", "None", null);
    rows().forEach((row, at) => {
      const words = row.querySelector("input[name$='.alt']").value;
      if (imageOf(row)) tile(row.dataset.picture, `${at + 1}${words ? `: ${words}` : ""}`, imageOf(row));
    });
    dialog.addEventListener("click", (event) => {
      const choice = event.target.closest("[data-value]");
      if (event.target !== dialog && !choice) return;
      if (choice && choice.dataset.value !== "close") {
        select.value = choice.dataset.value;
        select.dispatchEvent(new Event("input", { bubbles: true }));
        show(select, button);
      }
      dialog.close();
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  };

  document.querySelectorAll("select[name^='variants.'][name$='.picture']").forEach((select) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn picture-choice";
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    select.hidden = true;
    if (label) {
      label.htmlFor = `${select.id}-choice`;
      button.id = label.htmlFor;
    }
    button.addEventListener("click", () => choose(select, button));
    show(select, button);
    select.after(button);
  });
})();
