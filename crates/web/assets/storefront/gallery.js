// Pictures of a product can be swiped and chosen without this file. It adds arrows, follows the variant, and opens the large
// picture over the page.
(function () {
  "use strict";
  var gallery = document.querySelector("[data-gallery]");
  var slides = gallery && gallery.querySelector("[data-slides]");
  if (!slides) return;
  var list = function (root, css) {
    return Array.prototype.slice.call(root.querySelectorAll(css));
  };
  var items = list(slides, "li");
  var thumbs = list(gallery, "[data-picture]");
  var arrows = list(gallery, "[data-leaf]");
  var at = 0;

  function mark(index) {
    at = index;
    thumbs.forEach(function (thumb, place) {
      if (place === index) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    });
    arrows.forEach(function (arrow) {
      arrow.disabled = !items[index + Number(arrow.dataset.leaf)];
    });
    // What cannot be seen is not reached with the tab key.
    items.forEach(function (item, place) {
      item.querySelector("a").tabIndex = place === index ? 0 : -1;
    });
  }

  function show(index) {
    if (!items[index]) return;
    mark(index);
    // Not scrollIntoView, which would move the page as well.
    slides.scrollLeft = items[index].offsetLeft - items[0].offsetLeft;
  }

  var settle;
  slides.addEventListener("scroll", function () {
    clearTimeout(settle);
    settle = setTimeout(function () {
      var width = slides.clientWidth || 1;
      mark(Math.min(items.length - 1, Math.max(0, Math.round(slides.scrollLeft / width))));
    }, 80);
  });
  slides.addEventListener("keydown", function (event) {
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    show(at + step);
  });
  thumbs.forEach(function (thumb, index) {
    thumb.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      show(index);
    });
  });
  arrows.forEach(function (arrow) {
    arrow.hidden = false;
    arrow.addEventListener("click", function () {
      show(at + Number(arrow.dataset.leaf));
    });
  });
  document.addEventListener("product:picture", function (event) {
    show(event.detail);
  });
  mark(0);

  // The large picture. A browser without dialogs follows the link to the file instead.
  var box = gallery.querySelector("[data-zoom-box]");
  if (!box || !box.showModal) return;
  var view = box.querySelector("[data-zoom-view]");
  var place = box.querySelector("[data-zoom-place]");
  var leaves = list(box, "[data-zoom-leaf]");

  function enlarge(index) {
    var link = items[index] && items[index].querySelector("a");
    if (!link) return;
    show(index);
    var small = link.querySelector("img");
    var image = new Image();
    image.alt = small.alt;
    image.src = link.href;
    view.classList.remove("near");
    view.replaceChildren(image);
    place.textContent = items.length > 1 ? index + 1 + " / " + items.length : "";
    leaves.forEach(function (leaf) {
      leaf.disabled = !items[index + Number(leaf.dataset.zoomLeaf)];
    });
  }

  items.forEach(function (item, index) {
    item.querySelector("a").addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      enlarge(index);
      box.showModal();
      view.focus();
    });
  });
  leaves.forEach(function (leaf) {
    leaf.addEventListener("click", function () {
      enlarge(at + Number(leaf.dataset.zoomLeaf));
    });
  });
  box.querySelector("[data-zoom-close]").addEventListener("click", function () {
    box.close();
  });
  box.addEventListener("keydown", function (event) {
    var isNear = view.classList.contains("near");
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && !isNear) {
      event.preventDefault();
      enlarge(at + step);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      enlarge(event.key === "Home" ? 0 : items.length - 1);
    } else if ((event.key === "Enter" || event.key === "+" || event.key === "-") && event.target === view) {
      event.preventDefault();
      near(event.key === "Enter" ? !isNear : event.key === "+", 0.5, 0.5);
    }
  });

  // Twice as large, around the point that was clicked.
  function near(isNear, x, y) {
    view.classList.toggle("near", isNear);
    if (!isNear) return;
    view.scrollLeft = (view.scrollWidth - view.clientWidth) * x;
    view.scrollTop = (view.scrollHeight - view.clientHeight) * y;
  }
  view.addEventListener("click", function (event) {
    var frame = view.getBoundingClientRect();
    var x = (event.clientX - frame.left) / frame.width;
    var y = (event.clientY - frame.top) / frame.height;
    near(!view.classList.contains("near"), x, y);
  });
})();
