// Niceties for staff. Every page works without this file.
(() => {
  "use strict";

  // Filters apply when a choice is made; without script the button does it.
  document.querySelectorAll("form[data-auto] select, form[data-auto] input[type=checkbox]").forEach((input) => {
    input.addEventListener("change", () => input.form.requestSubmit());
  });

  // Somebody who typed much is asked before it is lost.
  document.querySelectorAll("form[data-guard]").forEach((form) => {
    let touched = form.dataset.guard === "touched";
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("submit", () => { touched = false; });
    window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
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
