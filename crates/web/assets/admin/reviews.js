// The queue of reviews by keyboard: j and k go down and up, x ticks, Enter opens. Nothing depends on it. Single letters mean
// this only while the focus is in the list (WCAG 2.1.4): elsewhere they belong to whoever dictates or has keys of their own.
(() => {
  const list = document.querySelector('.review-rows');
  const rows = [...document.querySelectorAll('.review-rows > li')];
  const hint = document.querySelector('[data-keys]');
  if (!rows.length) return;
  if (hint) hint.hidden = false;

  const links = rows.map((row) => row.querySelector('a.review-link'));
  const current = () => rows.findIndex((row) => row.contains(document.activeElement));
  const isTyping = (target) => target.matches('input:not([type=checkbox]), select, textarea');

  list.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const at = current();
    if (event.key === 'j') links[Math.min(at + 1, rows.length - 1)].focus();
    else if (event.key === 'k') links[Math.max(at - 1, 0)].focus();
    else if (event.key === 'x' && at >= 0) rows[at].querySelector('input[type=checkbox]').click();
    else return;
    event.preventDefault();
  });
})();
