// Niceties of the product editor. Everything works without this file.
(() => {
  "use strict";
  const field = (name) => document.getElementById(name);
  const form = field("title") && field("title").form;
  if (!form) return;

  // What has a mistake is open.
  document.querySelectorAll(".mrow-more").forEach((more) => {
    if (more.querySelector(".problem")) more.open = true;
  });
  // A link from the summary of mistakes opens what it leads into.
  window.addEventListener("hashchange", () => {
    const target = field(decodeURIComponent(location.hash.slice(1)));
    const closed = target && target.closest("details:not([open])");
    if (closed) {
      closed.open = true;
      target.focus();
    }
  });

  // The search result follows what is typed.
  const hit = document.querySelector(".seo-hit");
  if (hit) {
    const [address, title, text] = hit.children;
    const shop = title.textContent.slice(title.textContent.lastIndexOf(" \u00b7 "));
    const words = (html) => new DOMParser().parseFromString(html, "text/html").body.textContent.replace(/\s+/g, " ").trim();
    const short = (long) => (long.length > 155 ? `${long.slice(0, 154).replace(/\s+\S*$/, "")}\u2026` : long);
    const show = () => {
      address.textContent = hit.dataset.address + (field("slug").value.trim() || "\u2026");
      title.textContent = (field("seo_title").value.trim() || field("title").value.trim() || "Title") + shop;
      text.textContent = field("seo_description").value.trim() || short(words(field("description_html").value)) || "The start of the description.";
    };
    ["title", "slug", "seo_title", "seo_description", "description_html"].forEach((name) => field(name).addEventListener("input", show));
    show();
  }

  // Tools write the HTML for those who do not.
  const source = field("description_html");
  const wrap = (before, after, otherwise) => {
    const { selectionStart: start, selectionEnd: end, value } = source;
    const chosen = value.slice(start, end) || otherwise;
    source.focus();
    source.setRangeText(before + chosen + after, start, end, "end");
    if (start === end) source.setSelectionRange(start + before.length, start + before.length + chosen.length);
    source.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const list = (tag) => {
    const { selectionStart: start, selectionEnd: end, value } = source;
    const lines = (value.slice(start, end) || "First\nSecond").split("\n").filter((line) => line.trim());
    source.focus();
    source.setRangeText(`<${tag}>\n${lines.map((line) => `  <li>${line.trim()}</li>`).join("\n")}\n</${tag}>`, start, end, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const tools = [
    ["Paragraph", "\u00b6", () => wrap("<p>", "</p>", "Text")],
    ["Heading", "H", () => wrap("<h3>", "</h3>", "Heading")],
    ["Bold", "B", () => wrap("<strong>", "</strong>", "bold")],
    ["Italic", "I", () => wrap("<em>", "</em>", "italic")],
    ["List", "\u2022 List", () => list("ul")],
    ["Numbered list", "Numbered list", () => list("ol")],
    ["Link", "Link", () => wrap('<a href="https://">', "</a>", "words")],
  ];
  if (source && !source.disabled && !source.matches(":disabled")) {
    const bar = document.createElement("div");
    bar.className = "rich-tools";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Format the description");
    tools.forEach(([label, text, run]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn";
      button.textContent = text;
      button.setAttribute("aria-label", label);
      button.title = label;
      button.addEventListener("click", run);
      bar.append(button);
    });
    source.before(bar);
  }

  // The preview comes from the server, which says what of the HTML is kept.
  const button = document.querySelector("[data-preview]");
  const shown = field("description-preview");
  if (button && shown) {
    button.addEventListener("click", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      const body = new URLSearchParams({
        csrf: form.elements.csrf.value,
        title: field("title").value,
        description_html: source.value,
      });
      const answer = await fetch(button.formAction, { method: "POST", body });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      shown.replaceChildren(...page.getElementById("preview").childNodes);
      shown.hidden = false;
    });
  }
})();
