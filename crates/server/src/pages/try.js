"use strict";
for (const form of document.querySelectorAll("form.try")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const out = form.querySelector("output");
    const query = new URLSearchParams();
    const init = { method: form.dataset.method.toUpperCase(), headers: {} };
    let path = form.dataset.path;
    for (const field of form.querySelectorAll("[data-in]")) {
      if (!field.value) continue;
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.dataset.in === "query") query.append(field.name, field.value);
      else init.headers[field.name] = field.value;
    }
    if (form.elements.body) {
      init.body = form.elements.body.value;
      init.headers["Content-Type"] = form.elements.kind.value;
    }
    const show = (words) => {
      const text = document.createElement("pre");
      text.tabIndex = 0;
      text.textContent = words;
      out.replaceChildren(text);
    };
    try {
      const answer = await fetch(query.size ? `${path}?${query}` : path, init);
      let body = await answer.text();
      try { body = JSON.stringify(JSON.parse(body), null, 1); } catch { /* no JSON: as it came */ }
      // A long list is cut: it is here to be looked at.
      const most = 20000;
      show(`${answer.status} ${answer.statusText}\n\n${body.length > most ? `${body.slice(0, most)}…` : body}`);
    } catch (error) {
      show(`No answer: ${error.message}`);
    }
  });
}
