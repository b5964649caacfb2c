// The shop works without this file. It makes three things quicker: choosing a variant, looking at pictures, sorting.
(function () {
  "use strict";
  document.documentElement.classList.add("js");

  // A list of sort orders acts at once.
  document.addEventListener("change", function (event) {
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  // One menu at a time, and out of the way with Escape or a click beside it.
  var menu = document.querySelector("details.menu");
  if (menu) {
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", function (event) {
      if (menu.open && !menu.contains(event.target)) menu.open = false;
    });
  }

  var product = document.getElementById("product");
  if (!product) return;
  var main = product.querySelector("[data-show=picture]");
  var thumbs = Array.prototype.slice.call(product.querySelectorAll("[data-picture]")).filter(function (thumb) {
    return thumb.matches("a");
  });

  function show(index) {
    var thumb = thumbs[index];
    if (!thumb || !main) return;
    var from = thumb.querySelector("img");
    var image = main.querySelector("img");
    if (from && image) {
      var source = main.querySelector("source");
      if (source) source.remove();
      image.width = thumb.dataset.width;
      image.height = thumb.dataset.height;
      image.alt = from.alt;
      image.src = thumb.href;
    }
    main.href = thumb.href;
    thumbs.forEach(function (other) {
      if (other === thumb) other.setAttribute("aria-current", "true");
      else other.removeAttribute("aria-current");
    });
  }

  thumbs.forEach(function (thumb, index) {
    thumb.addEventListener("click", function (event) {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      show(index);
    });
  });

  var form = document.getElementById("buy-form");
  var list = document.getElementById("variants");
  var fields = Array.prototype.slice.call(form.querySelectorAll("fieldset.option"));
  if (!fields.length) return;
  var variants = list
    ? Array.prototype.map.call(list.children, function (item) {
        return { item: item, options: JSON.parse(item.dataset.options) };
      })
    : null;

  function chosen() {
    return fields.map(function (field) {
      var input = field.querySelector("input:checked");
      return input ? input.value : "";
    });
  }

  function matching(values) {
    return variants.filter(function (variant) {
      return variant.options.every(function (value, index) {
        return value === values[index];
      });
    })[0];
  }

  function part(name) {
    return product.querySelector("[data-show=" + name + "]");
  }

  // Which values can be had together with the other choices.
  function mark(values) {
    fields.forEach(function (field, at) {
      field.querySelector(".option-chosen").textContent = values[at];
      field.querySelectorAll("input").forEach(function (input) {
        var wish = values.slice();
        wish[at] = input.value;
        var found = matching(wish);
        input.parentElement.classList.toggle("gone", !found || found.item.dataset.buy !== "true");
      });
    });
  }

  function follow() {
    if (!variants) {
      // Too many variants to send along: ask the server for the page of this choice.
      form.querySelector("[formmethod=get]").click();
      return;
    }
    var values = chosen();
    var found = matching(values);
    mark(values);
    var stock = part("stock");
    var add = part("add");
    var hidden = form.querySelector("input[name=variant]");
    if (!found) {
      add.disabled = true;
      stock.className = "stock stock-unavailable";
      stock.textContent = list.dataset.unavailable;
      return;
    }
    var data = found.item.dataset;
    part("price").innerHTML = found.item.children[0].innerHTML;
    stock.className = "stock stock-" + data.state;
    stock.innerHTML = found.item.children[1].innerHTML;
    add.disabled = data.buy !== "true";
    form.querySelector("input[name=quantity]").max = data.most;
    if (hidden) hidden.value = data.id;
    var sku = part("sku");
    sku.hidden = !data.sku;
    sku.querySelector("span").textContent = data.sku;
    if (data.picture !== "") show(Number(data.picture));
    var query = new URLSearchParams();
    fields.forEach(function (field, index) {
      query.set(field.querySelector("input").name, values[index]);
    });
    history.replaceState(null, "", location.pathname + "?" + query);
  }

  form.addEventListener("change", function (event) {
    if (event.target.matches("fieldset.option input")) follow();
  });
  // A browser that restores a form after "back" may have another choice than the page was made with.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) follow();
  });
  // So may somebody who was quicker than this file.
  var early = fields.some(function (field) {
    return Array.prototype.some.call(field.querySelectorAll("input"), function (input) {
      return input.checked !== input.defaultChecked;
    });
  });
  if (early) follow();
})();
