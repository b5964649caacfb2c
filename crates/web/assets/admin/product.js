// Niceties of the product editor. Everything works without this file.
(() => {
  "use strict";
  const field = (name) => document.getElementById(name);
  if (!field("title")) return;

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
    const words = (html) => {
      const body = window.bodyOf(html);
      // What stands apart is not one word.
      body.querySelectorAll("br, dd, dt, h2, h3, h4, li, p, td, th").forEach((block) => block.append(" "));
      return body.textContent.replace(/\s+/g, " ").trim();
    };
    const short = (long) => (long.length > 155 ? `${long.slice(0, 154).replace(/\s+\S*$/, "")}\u2026` : long);
    const show = () => {
      address.textContent = hit.dataset.address + (field("slug").value.trim() || "\u2026");
      title.textContent = (field("seo_title").value.trim() || field("title").value.trim() || "Title") + shop;
      text.textContent = field("seo_description").value.trim() || short(words(field("description_html").value)) || "The start of the description.";
    };
    ["title", "slug", "seo_title", "seo_description", "description_html"].forEach((name) => field(name).addEventListener("input", show));
    show();
  }
})();
