// Niceties for staff. Every page works without this file.
(() => {
  "use strict";

  // Filters apply when a choice is made; without script the button does it.
  document.querySelectorAll("form[data-auto] select, form[data-auto] input[type=checkbox]").forEach((input) => {
    input.addEventListener("change", () => input.form.requestSubmit());
  });

  // Somebody who typed much is asked before it is lost.
  document.querySelectorAll("form[data-guard]").forEach((form) => {
    let sent = false;
    form.addEventListener("input", () => {
      form.dataset.guard = "touched";
      sent = false;
    });
    form.addEventListener("submit", () => { sent = true; });
    window.addEventListener("pageshow", () => { sent = false; });
    window.addEventListener("beforeunload", (event) => { if (!sent && form.dataset.guard) event.preventDefault(); });
  });

  // A double click sends a form once.
  document.querySelectorAll("form[method=post]").forEach((form) => {
    let sent = false;
    form.addEventListener("submit", (event) => {
      if (sent) event.preventDefault();
      sent = true;
      window.setTimeout(() => { sent = false; }, 4000);
    });
  });

  // The menu of a narrow screen goes away with Escape, with a click beside it, and when the focus leaves it.
  const menu = document.querySelector(".topbar details");
  if (menu) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
    menu.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
  }

  // The chosen one of many tabs is in sight.
  document.querySelectorAll(".tabs").forEach((tabs) => {
    const current = tabs.querySelector("[aria-current]");
    if (current) tabs.scrollLeft = current.offsetLeft - (tabs.clientWidth - current.offsetWidth) / 2;
  });

  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  const errors = document.getElementById("errors");
  if (errors) errors.focus();

  document.querySelectorAll("canvas[data-chart]").forEach((canvas) => {
    if (!window.Chart) return;
    const { labels, values, texts, name } = JSON.parse(canvas.dataset.chart);
    const style = getComputedStyle(document.documentElement);
    canvas.parentElement.hidden = false;
    const table = document.getElementById(canvas.dataset.table);
    if (table) table.open = false;
    Chart.defaults.font.family = style.getPropertyValue("--tblr-font-sans-serif");
    new Chart(canvas, {
      type: "bar",
      data: { labels, datasets: [{ label: name, data: values, backgroundColor: style.getPropertyValue("--tblr-primary").trim(), borderRadius: 3, maxBarThickness: 36 }] },
      options: {
        animation: false,
        maintainAspectRatio: false,
        plugins: { legend: { display: false }, tooltip: { callbacks: { label: (item) => texts[item.dataIndex] } } },
        scales: { x: { grid: { display: false }, ticks: { maxRotation: 0, autoSkipPadding: 12 } }, y: { beginAtZero: true, ticks: { maxTicksLimit: 5 }, border: { display: false } } },
      },
    });
  });
})();
