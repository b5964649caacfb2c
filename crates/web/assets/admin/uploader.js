// Sends pictures while staff watch: several at once, one after the other, each with its own progress and its own mistake. Without
// this file the form around an uploader sends them. See templates/admin/_uploader.html.
(() => {
  "use strict";

  const part = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return template.content;
  };

  class Uploader {
    constructor(root) {
      this.root = root;
      this.input = root.querySelector("input[type=file]");
      this.zone = root.querySelector(".uploader-zone");
      this.list = root.querySelector(".uploader-list");
      this.said = root.querySelector("[data-uploader-said]");
      this.queue = [];
      this.busy = false;
      this.done = 0;
      this.failed = 0;
      this.listen();
      root.classList.add("ready");
    }

    listen() {
      this.input.addEventListener("change", () => {
        this.add(this.input.files);
        // The form must not send them once more, and the same file can be chosen again.
        this.input.value = "";
      });
      ["dragenter", "dragover"].forEach((name) => this.zone.addEventListener(name, (event) => {
        event.preventDefault();
        this.zone.classList.add("over");
      }));
      ["dragleave", "drop"].forEach((name) => this.zone.addEventListener(name, () => this.zone.classList.remove("over")));
      this.zone.addEventListener("drop", (event) => {
        event.preventDefault();
        this.add(event.dataTransfer.files);
      });
      // Half of a picture is no picture.
      window.addEventListener("beforeunload", (event) => { if (this.busy) event.preventDefault(); });
    }

    add(files) {
      const chosen = this.input.multiple ? Array.from(files) : Array.from(files).slice(0, 1);
      chosen.forEach((file) => {
        const row = document.createElement("li");
        const name = document.createElement("span");
        name.className = "uploader-file";
        name.textContent = file.name;
        const state = document.createElement("span");
        state.className = "small-print";
        state.textContent = "Waiting";
        const progress = document.createElement("progress");
        progress.max = 1;
        progress.value = 0;
        progress.setAttribute("aria-label", file.name);
        row.append(name, state, progress);
        this.list.append(row);
        this.list.hidden = false;
        this.queue.push({ file, row, state, progress });
      });
      this.next();
    }

    next() {
      if (this.busy) return;
      const item = this.queue.shift();
      if (!item) {
        this.say();
        return;
      }
      const most = Number(this.root.dataset.most);
      if (item.file.size > most) {
        this.fail(item, `This file is larger than ${Math.floor(most / 1e6)} MB.`);
        this.next();
        return;
      }
      this.busy = true;
      this.send(item);
    }

    send(item) {
      const data = new FormData();
      data.append("csrf", this.root.dataset.csrf);
      data.append("files", item.file, item.file.name);
      const request = new XMLHttpRequest();
      request.open("POST", this.root.dataset.url);
      request.setRequestHeader("hx-request", "true");
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        const share = event.loaded / event.total;
        item.progress.value = share;
        item.state.textContent = share < 1 ? `${Math.round(share * 100)} %` : "Being looked at";
        if (share === 1) item.progress.removeAttribute("value");
      });
      request.addEventListener("load", () => this.answered(item, request));
      request.addEventListener("error", () => this.broken(item, "The connection was lost.", true));
      request.addEventListener("abort", () => this.broken(item, "It was stopped.", true));
      request.send(data);
    }

    answered(item, request) {
      const answer = part(request.responseText);
      const tile = answer.querySelector("[data-key]");
      const problem = answer.querySelector(".upload-problem");
      if (request.status === 200 && tile) {
        this.busy = false;
        this.done += 1;
        item.row.remove();
        this.list.hidden = this.list.children.length === 0;
        this.take(tile);
        this.next();
      } else if (problem) {
        this.broken(item, problem.textContent.trim(), false);
      } else if (request.status === 403) {
        this.broken(item, "This page was open for too long. Reload it and send the file again.", false);
      } else {
        this.broken(item, "The shop could not take it just now.", true);
      }
    }

    take(tile) {
      const event = new CustomEvent("uploaded", { bubbles: true, cancelable: true, detail: { tile } });
      if (!this.root.dispatchEvent(event)) return;
      const into = this.root.dataset.into && document.querySelector(this.root.dataset.into);
      if (!into) return;
      // The same picture sent again is the one that is there.
      into.querySelectorAll(`[data-key="${CSS.escape(tile.dataset.key)}"]`).forEach((old) => old.remove());
      tile.classList.add("new");
      into.prepend(tile);
      const empty = into.parentElement.querySelector(".empty-state");
      if (empty) empty.remove();
    }

    broken(item, text, again) {
      this.busy = false;
      this.fail(item, text);
      if (again) this.offer(item);
      this.next();
    }

    fail(item, text) {
      this.failed += 1;
      item.progress.remove();
      item.state.remove();
      const problem = document.createElement("p");
      problem.className = "problem";
      problem.textContent = text;
      const close = this.button("Dismiss", item.file.name, () => {
        item.row.remove();
        this.list.hidden = this.list.children.length === 0;
        this.input.focus();
      });
      item.row.append(close, problem);
    }

    offer(item) {
      const again = this.button("Try again", item.file.name, () => {
        item.row.remove();
        this.add([item.file]);
      });
      item.row.querySelector(".btn").replaceWith(again);
    }

    button(text, name, action) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.textContent = text;
      button.setAttribute("aria-label", `${text}: ${name}`);
      button.addEventListener("click", action);
      return button;
    }

    say() {
      if (this.done + this.failed === 0) return;
      const sent = this.done === 1 ? "1 picture is added" : `${this.done} pictures are added`;
      const not = this.failed === 0 ? "" : this.failed === 1 ? ", 1 file is not" : `, ${this.failed} files are not`;
      this.said.textContent = `${sent}${not}.`;
      this.done = 0;
      this.failed = 0;
    }
  }

  document.querySelectorAll("[data-uploader]").forEach((root) => new Uploader(root));

  // A file that is dropped beside the zone would otherwise open instead of the page.
  ["dragover", "drop"].forEach((name) => window.addEventListener(name, (event) => {
    const isFile = event.dataTransfer && Array.from(event.dataTransfer.types).includes("Files");
    if (isFile && !event.target.closest(".uploader-zone")) event.preventDefault();
  }));
})();
