// Formatted text is written as it will look. The field inside `[data-rich]` holds its HTML and stays what is sent; without this
// file the HTML itself is written. What is kept of pasted text is what the server keeps (`shop::catalog::sanitise`).
(() => {
  "use strict";
  const KEPT = new Set("a blockquote br caption code dd dl dt em h2 h3 h4 hr li ol p s strong sub sup table tbody td th thead tr u ul".split(" "));
  const GONE = new Set(["script", "style", "title", "textarea", "template"]);
  const INSTEAD = { b: "strong", i: "em", h1: "h2", h5: "h4", h6: "h4", div: "p" };
  const ATTRIBUTES = { a: ["href"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan", "scope"] };
  const BLOCKS = "blockquote, div, dl, h1, h2, h3, h4, h5, h6, hr, ol, p, table, ul";
  const FLAT = new Set(["h2", "h3", "h4", "p"]);
  // What stands in these outside of others is no text, but how the HTML is laid out.
  const HOLDERS = new Set(["dl", "ol", "table", "tbody", "thead", "tr", "ul"]);

  const leadsSomewhere = (address) => !/^[a-z][a-z\d+.-]*:/i.test(address) || /^(https?|mailto|tel):/i.test(address);

  // What an element becomes; nothing when only what it holds is kept.
  const becomes = (element) => {
    const name = INSTEAD[element.localName] || element.localName;
    if (!KEPT.has(name)) return null;
    // Other editors wrap everything they copy in such a one.
    if (name === "strong" && /font-weight:\s*(normal|400)/.test(element.getAttribute("style") || "")) return null;
    if (FLAT.has(name) && element.querySelector(BLOCKS)) return null;
    return name;
  };

  const isBlock = (node) => node !== null && node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS);

  const copy = (from, to) => {
    from.childNodes.forEach((node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const text = node.data.replace(/[ \t\n\r]+/g, " ");
        const isLayout = text === " " && (HOLDERS.has(to.localName) || isBlock(node.previousSibling) || isBlock(node.nextSibling));
        if (!isLayout) to.append(text);
      }
      if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.localName)) return;
      const name = becomes(node);
      if (!name) {
        copy(node, to);
        return;
      }
      const made = document.createElement(name);
      (ATTRIBUTES[name] || []).forEach((attribute) => {
        const value = node.getAttribute(attribute);
        if (value !== null && (attribute !== "href" || leadsSomewhere(value))) made.setAttribute(attribute, value);
      });
      copy(node, made);
      if (name !== "p" || made.hasChildNodes()) to.append(made);
    });
    return to;
  };

  const parsed = (html) => copy(new DOMParser().parseFromString(html, "text/html").body, document.createElement("div"));

  const paragraphs = (text) => {
    const made = document.createElement("div");
    text.trim().split(/\n\s*\n/).forEach((lines) => {
      const paragraph = document.createElement("p");
      lines.split("\n").forEach((line, at) => paragraph.append(...(at ? [document.createElement("br")] : []), line));
      made.append(paragraph);
    });
    return made;
  };

  const isEmpty = (element) => !element.textContent.trim() && !element.querySelector("hr, table");

  // The HTML of what was written, a block on each line, without the empty lines around it.
  const written = (editor) => {
    const made = copy(editor, document.createElement("div"));
    if (isEmpty(made)) return "";
    const isBlank = (node) => node && (node.localName === "p" || node.nodeType === Node.TEXT_NODE) && !node.textContent.trim();
    while (isBlank(made.firstChild)) made.firstChild.remove();
    while (isBlank(made.lastChild)) made.lastChild.remove();
    made.querySelectorAll(":scope > * + *").forEach((block) => {
      if (isBlock(block) && isBlock(block.previousSibling)) block.before("\n");
    });
    return made.innerHTML;
  };

  const button = (label, text) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn";
    made.textContent = text;
    made.setAttribute("aria-label", label);
    made.title = label;
    // The words that are selected stay so.
    made.addEventListener("mousedown", (event) => event.preventDefault());
    return made;
  };

  document.querySelectorAll("[data-rich] textarea").forEach((source) => {
    const label = document.querySelector(`label[for="${source.id}"]`);
    const hint = document.getElementById(`${source.id}-hint`);
    const problem = document.getElementById(`${source.id}-error`);
    label.id = `${source.id}-label`;
    const preview = source.closest("[data-rich]").querySelector("[data-preview]");
    if (preview) preview.hidden = true;
    if (source.matches(":disabled")) {
      // For those who may only read it.
      const shown = document.createElement("div");
      shown.className = "rich-shown prose";
      shown.append(...parsed(source.value).childNodes);
      if (!shown.hasChildNodes()) shown.textContent = "None yet.";
      source.before(shown);
      source.hidden = true;
      if (hint) hint.hidden = true;
      return;
    }

    const editor = document.createElement("div");
    editor.className = "form-control rich-editor prose";
    editor.contentEditable = "true";
    editor.setAttribute("role", "textbox");
    editor.setAttribute("aria-multiline", "true");
    editor.setAttribute("aria-labelledby", label.id);
    if (problem) {
      editor.setAttribute("aria-invalid", "true");
      editor.setAttribute("aria-describedby", problem.id);
      editor.classList.add("is-invalid");
    }

    let range = null;
    const note = () => {
      const selection = getSelection();
      if (!selection.rangeCount || !editor.contains(selection.anchorNode)) return;
      range = selection.getRangeAt(0).cloneRange();
      light();
    };
    const inside = (name) => {
      const at = range && range.commonAncestorContainer;
      const element = at && (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement);
      const found = element && element.closest(name);
      return found && found !== editor && editor.contains(found) ? found : null;
    };
    const back = () => {
      editor.focus();
      if (!range) return;
      const selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    };
    const tell = () => {
      source.value = written(editor);
      source.dispatchEvent(new Event("input", { bubbles: true }));
    };
    // Where everything was deleted there is no paragraph to write in.
    const settle = () => {
      note();
      if (editor.firstChild && !inside(BLOCKS)) document.execCommand("formatBlock", false, "p");
    };
    const run = (command, value) => {
      back();
      document.execCommand(command, false, value);
      settle();
    };
    // Chromium puts a list into the paragraph that it was made of.
    const list = (command) => {
      run(command);
      const made = inside("ul, ol");
      const around = made && made.parentElement.closest("p");
      if (!around || !editor.contains(around)) return;
      const at = range;
      around.replaceWith(...around.childNodes);
      range = at;
      back();
    };
    const show = () => {
      editor.replaceChildren(...parsed(source.value).childNodes);
      range = null;
    };

    // Where a link leads is asked in a line of its own.
    const asked = document.createElement("div");
    asked.className = "rich-link";
    asked.hidden = true;
    const address = document.createElement("input");
    address.className = "form-control";
    address.placeholder = "https://…";
    address.autocapitalize = "off";
    address.setAttribute("aria-label", "Where the link leads");
    const set = button("Set the link", "Set link");
    const unset = button("Remove the link", "Remove link");
    const wrong = document.createElement("p");
    wrong.className = "problem";
    wrong.setAttribute("role", "alert");
    asked.append(address, set, unset, wrong);
    const close = () => {
      asked.hidden = true;
      back();
    };
    const ask = () => {
      const link = inside("a");
      if (link) range.selectNodeContents(link);
      address.value = link ? link.getAttribute("href") : "";
      unset.hidden = !link;
      wrong.textContent = "";
      asked.hidden = false;
      address.focus();
    };
    const link = () => {
      const typed = address.value.trim();
      const url = /^[\w-]+(\.[\w-]+)+([/?#].*)?$/.test(typed) ? `https://${typed}` : typed;
      if (!url || !leadsSomewhere(url)) {
        wrong.textContent = "Write an address, such as https://shop.example/care.";
        address.focus();
        return;
      }
      close();
      if (!range || range.collapsed) {
        // Nothing is selected: the address is what is read.
        run("insertText", typed);
        range.setStart(range.endContainer, range.endOffset - typed.length);
      }
      run("createLink", url);
      getSelection().collapseToEnd();
    };
    set.addEventListener("click", link);
    unset.addEventListener("click", () => {
      close();
      run("unlink");
    });
    address.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      if (event.key === "Enter") link();
      else close();
    });

    const tools = [
      ["Heading", "H", "h3", () => run("formatBlock", inside("h3") ? "p" : "h3")],
      ["Bold", "B", "strong, b", () => run("bold")],
      ["Italic", "I", "em, i", () => run("italic")],
      ["List", "• List", "ul", () => list("insertUnorderedList")],
      ["1. List", "1. List", "ol", () => list("insertOrderedList")],
      ["Link", "Link", "a", ask],
    ].map(([name, text, tag, does]) => {
      const tool = button(name, text);
      tool.addEventListener("click", does);
      return { tool, tag };
    });
    const light = () => tools.forEach(({ tool, tag }) => tool.setAttribute("aria-pressed", String(!!inside(tag))));

    const code = button("Write HTML", "HTML");
    code.className = "btn rich-code";
    const turn = (isCode) => {
      source.hidden = !isCode;
      editor.hidden = isCode;
      if (hint) hint.hidden = !isCode;
      asked.hidden = true;
      tools.forEach(({ tool }) => { tool.disabled = isCode; });
      code.setAttribute("aria-pressed", String(isCode));
      if (!isCode) show();
    };
    code.addEventListener("click", () => {
      turn(source.hidden);
      (source.hidden ? editor : source).focus();
    });

    const bar = document.createElement("div");
    bar.className = "rich-tools";
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", "Format the text");
    bar.append(...tools.map(({ tool }) => tool), code);
    source.before(bar, asked, editor);

    editor.addEventListener("input", () => {
      settle();
      tell();
    });
    editor.addEventListener("focus", () => {
      document.execCommand("defaultParagraphSeparator", false, "p");
      document.execCommand("styleWithCSS", false, "false");
      if (editor.firstChild) return;
      const paragraph = document.createElement("p");
      paragraph.append(document.createElement("br"));
      editor.append(paragraph);
      getSelection().collapse(paragraph, 0);
    });
    editor.addEventListener("paste", (event) => {
      event.preventDefault();
      const html = event.clipboardData.getData("text/html");
      const text = event.clipboardData.getData("text/plain");
      if (!html && !/\n\s*\n/.test(text.trim())) {
        document.execCommand("insertText", false, text);
        return;
      }
      if (range && !range.collapsed) run("delete");
      // An empty heading would become one of everything.
      const heading = inside("h2, h3, h4");
      if (heading && isEmpty(heading)) run("formatBlock", "p");
      document.execCommand("insertHTML", false, (html ? parsed(html) : paragraphs(text)).innerHTML);
    });
    editor.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      ask();
    });
    document.addEventListener("selectionchange", note);
    label.addEventListener("click", () => { if (!editor.hidden) editor.focus(); });
    // A link from the summary of mistakes leads to the field.
    window.addEventListener("hashchange", () => {
      if (location.hash === `#${source.id}` && !editor.hidden) editor.focus();
    });
    // Coming back, the browser fills in what was typed.
    window.addEventListener("pageshow", () => { if (!editor.hidden && written(editor) !== source.value) show(); });

    turn(false);
    light();
  });
})();
