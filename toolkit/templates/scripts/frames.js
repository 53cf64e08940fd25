'use strict';
/* What a page of the report does for the frames in it: a frame is shut off and cannot open other pages, so it asks for
   the page of the quotes, and gets that page and no other. */
(() => {
  const OFFER = 'toolkit: quotes can be opened';
  const frames = () => [...document.querySelectorAll('iframe.interactive')];
  window.addEventListener('message', (event) => {
    if (!frames().some((frame) => frame.contentWindow === event.source) || typeof event.data !== 'string') return;
    if (event.data === 'toolkit: ready') event.source.postMessage(OFFER, '*');
    if (/^#quotes\/[\w=&%.*+-]*$/.test(event.data)) window.location.href = `quotes.html${event.data}`;
  });
  for (const frame of frames()) if (frame.contentWindow) frame.contentWindow.postMessage(OFFER, '*');
})();
