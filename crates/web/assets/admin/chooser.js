// The dialog in which a picture of the library is chosen. A button with data-choose="ADDRESS" opens it; what is chosen comes back to the
// button as the event "chosen". Fields of one picture (templates/admin/_picture_field.html) are filled in here.
(() => {
  "use strict";

  let dialog = null;
  let opener = null;

  const make = () => {
    dialog = document.createElement("dialog");
    dialog.className = "chooser";
    dialog.setAttribute("aria-labelledby", "chooser-title");
    dialog.innerHTML = '<div class="chooser-head"><h2 class="card-title" id="chooser-title">Choose a picture</h2><button type="button" class="btn btn-sm" data-close>Close</button></div><div class="chooser-body" aria-live="polite"></div>';
    dialog.addEventListener("click", (event) => {
      const more = event.target.closest("[data-more]");
      const tile = event.target.closest("button[data-key]");
      if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
      if (more) {
        event.preventDefault();
        load(more.href, more);
      }
      if (tile) {
        dialog.close();
        opener.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { ...tile.dataset } }));
      }
    });
    dialog.addEventListener("submit", (event) => {
      event.preventDefault();
      const form = event.target;
      load(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
    });
    document.body.append(dialog);
  };

  // With `more` the tiles are added to those that are there.
  const load = async (address, more = null) => {
    const body = dialog.querySelector(".chooser-body");
    try {
      const answer = await fetch(address, { headers: { "hx-request": "true" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const template = document.createElement("template");
      template.innerHTML = await answer.text();
      if (more) {
        const tiles = body.querySelector(".tiles");
        const first = template.content.querySelector(".tiles > li");
        tiles.append(...template.content.querySelectorAll(".tiles > li"));
        const next = template.content.querySelector("[data-more]");
        if (next) more.href = next.href;
        else more.parentElement.remove();
        if (first) first.querySelector("button").focus();
      } else {
        body.replaceChildren(template.content);
        body.querySelector("input").focus();
      }
    } catch {
      const problem = document.createElement("p");
      problem.className = "problem";
      problem.textContent = "The library cannot be shown just now. Close this and try again.";
      body.prepend(problem);
    }
  };

  document.querySelectorAll("[data-choose]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!dialog) make();
      opener = button;
      dialog.querySelector(".chooser-body").replaceChildren();
      dialog.showModal();
      load(button.dataset.choose);
    });
  });

  document.querySelectorAll("[data-picture-field]").forEach((field) => {
    field.addEventListener("chosen", (event) => {
      const hidden = field.querySelector("input[type=hidden]");
      hidden.value = event.detail.key;
      const image = document.createElement("img");
      image.className = "thumb thumb-large";
      image.src = event.detail.thumb;
      image.alt = event.detail.name;
      field.querySelector("[data-picture-shown]").replaceChildren(image);
      const file = field.querySelector("input[type=file]");
      file.value = "";
      const remove = field.querySelector("input[type=checkbox]");
      if (remove) remove.checked = false;
      hidden.dispatchEvent(new Event("input", { bubbles: true }));
    });
  });
})();
