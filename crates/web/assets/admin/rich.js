// Formatted text is written as it will look. The field inside `[data-rich]` holds its HTML and stays what is sent; without this
// file and html.js the HTML itself is written. What is kept of pasted text is what the server keeps (`shop::catalog::sanitise`).
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

  // As browsers read it: without the signs that they skip.
  const leadsSomewhere = (address) => {
    const read = address.replace(/[\u0000-\u0020]/g, "");
    return !/^[a-z][a-z\d+.-]*:/i.test(read) || /^(https?|mailto|tel):/i.test(read);
  };

  // What people write when they are asked where a link leads; nothing when it leads nowhere.
  const addressOf = (typed) => {
    if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(typed)) return `mailto:${typed}`;
    if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+([/?#:].*)?$/u.test(typed)) return `https://${typed}`;
    return /^([/#?]|(https?|mailto|tel):)/i.test(typed) ? typed : null;
  };

  // What an element becomes, from the outside in; nothing when only what it holds is kept.
  const becomes = (element) => {
    const name = INSTEAD[element.localName] || element.localName;
    const style = element.getAttribute("style") || "";
    if (name === "span") {
      return [/font-weight:\s*(bold|[6-9]00)/.test(style) && "strong", /font-style:\s*italic/.test(style) && "em"].filter(Boolean);
    }
    // Other editors wrap everything they copy in such a one.
    const isNothing = name === "strong" && /font-weight:\s*(normal|400)/.test(style);
    const isAround = FLAT.has(name) && element.querySelector(BLOCKS);
    return KEPT.has(name) && !isNothing && !isAround ? [name] : [];
  };

  const isBlock = (node) => node !== null && node.nodeType === Node.ELEMENT_NODE && node.matches(BLOCKS);

  // In what is typed, an end of a line is one; in HTML it is a space.
  const put = (text, to, isTyped) => {
    const lines = isTyped ? text.split("\n") : [text.replace(/[ \t\n\r]+/g, " ")];
    lines.forEach((line, at) => to.append(...(at ? [document.createElement("br")] : []), line));
  };

  const copy = (from, to, isTyped = false) => {
    from.childNodes.forEach((node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        const isLayout = /^[ \t\n\r]+$/.test(node.data) && (HOLDERS.has(to.localName) || isBlock(node.previousSibling) || isBlock(node.nextSibling));
        if (!isLayout) put(node.data, to, isTyped);
      }
      if (node.nodeType !== Node.ELEMENT_NODE || GONE.has(node.localName)) return;
      const made = becomes(node).map((name) => document.createElement(name));
      made.forEach((element) => (ATTRIBUTES[element.localName] || []).forEach((attribute) => {
        const value = node.getAttribute(attribute);
        if (value !== null && (attribute !== "href" || leadsSomewhere(value))) element.setAttribute(attribute, value);
      }));
      const inmost = made.reduce((outer, inner) => outer.appendChild(inner), to);
      copy(node, inmost, isTyped);
      if (inmost.localName === "p" && inmost !== to && !inmost.hasChildNodes()) inmost.remove();
    });
    return to;
  };

  const parsed = (html) => copy(window.bodyOf(html), document.createElement("div"));

  const paragraphs = (text) => {
    const made = document.createElement("div");
    text.trim().split(/\n\s*\n/).forEach((lines) => {
      const paragraph = document.createElement("p");
      put(lines, paragraph, true);
      made.append(paragraph);
    });
    return made;
  };

  const isEmpty = (element) => !element.textContent.trim() && !element.querySelector("hr, table");

  // The HTML of what was written: blocks, each on a line, without the empty ones around them.
  const written = (editor) => {
    const made = copy(editor, document.createElement("div"), true);
    if (isEmpty(made)) return "";
    const isBlank = (node) => node && (node.localName === "p" || node.nodeType === Node.TEXT_NODE) && !node.textContent.trim();
    while (isBlank(made.firstChild)) made.firstChild.remove();
    while (isBlank(made.lastChild)) made.lastChild.remove();
    // What stands beside blocks is a paragraph, too.
    let paragraph = null;
    [...made.childNodes].forEach((node) => {
      if (isBlock(node)) {
        paragraph = null;
        return;
      }
      if (!paragraph) {
        paragraph = document.createElement("p");
        node.before(paragraph);
      }
      paragraph.append(node);
    });
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
      const title = document.createElement("h2");
      title.className = "form-label";
      title.textContent = label.textContent;
      label.replaceWith(title);
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
      if (editor.firstChild && range && range.collapsed && !inside(BLOCKS)) document.execCommand("formatBlock", false, "p");
    };
    const run = (command, value) => {
      back();
      document.execCommand(command, false, value);
      settle();
    };
    // Chromium goes to the start of what becomes a list; people stay where they write.
    const list = (command) => {
      // The range itself moves along.
      const [text, at] = range && range.collapsed ? [range.startContainer, range.startOffset] : [null, 0];
      run(command);
      const item = inside("li");
      if (!text || !item) return;
      if (item.contains(text) && text.nodeType === Node.TEXT_NODE && at <= text.length) getSelection().collapse(text, at);
      else {
        getSelection().selectAllChildren(item);
        getSelection().collapseToEnd();
      }
      note();
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
      const url = addressOf(typed);
      if (!url) {
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

    editor.addEventListener("input", (event) => {
      // Whoever writes with several keys a letter is not to be disturbed.
      if (!event.isComposing) settle();
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
      const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n");
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
