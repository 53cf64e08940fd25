'use strict';
/* What a page of the report does for the frames in it. A frame is shut off and cannot open other pages, so it asks for
   the page of the quotes, and gets that page and no other; and it is told whether the page is dark or light. */
(() => {
  const root = document.documentElement;
  const frames = () => [...document.querySelectorAll('iframe.interactive')];
  const tell = (frame) => {
    frame.postMessage('toolkit: quotes can be opened', '*');
    if (root.dataset.theme) frame.postMessage(`toolkit: ${root.dataset.theme}`, '*');
  };
  const tellAll = () => frames().forEach((frame) => frame.contentWindow && tell(frame.contentWindow));
  window.addEventListener('message', (event) => {
    if (typeof event.data !== 'string' || !frames().some((frame) => frame.contentWindow === event.source)) return;
    if (event.data === 'toolkit: ready') tell(event.source);
    if (/^#quotes\/[\w=&%.*+-]*$/.test(event.data)) window.location.href = `quotes.html${event.data}`;
  });
  new MutationObserver(tellAll).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
  tellAll();
})();
