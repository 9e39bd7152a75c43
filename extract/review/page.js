"use strict";
// The review page. Texts of articles only ever become text nodes, and every offset counts code
// points, as the records do; a string of this language counts UTF-16 units.
(() => {
  const $ = (id) => document.getElementById(id);
  const token = new URLSearchParams(location.search).get("token") ?? "";
  const CHOICES = {
    unit: ["percent", "percentage_point", "permille"],
    kind: ["proportion", "change", "rate"],
    bound: ["exact", "about", "at_least", "at_most"],
    direction: ["", "up", "down"],
    status: ["observed", "target"],
  };
  const FIELDS = ["percentage", "upper", "unit", "numerator", "denominator", "indicator", "place", "date", "kind",
    "status", "bound", "direction", "note"];
  const WIDTHS = { percentage: "third", upper: "third", unit: "third", numerator: "half", denominator: "half", kind: "half",
    status: "half", bound: "half", direction: "half" };
  const PLAIN = { bound: "exact", status: "observed", unit: "percent" };
  const SIGNS = { open: "open", accepted: "✓ accepted", corrected: "✎ corrected", added: "＋ added", rejected: "✗ rejected" };
  const DOUBTFUL = 0.5;

  let batch = null; // names, and every article in short
  let order = []; // indexes of articles, the most doubtful first
  let article = null; // the one that is read
  let points = []; // its text, a code point each
  let here = null; // key of the record at hand
  let editing = null; // {key, anchor, spans} while a form is open
  let busy = false;

  // --- elements ---------------------------------------------------------------------------------

  function make(name, fields = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(fields)) {
      if (key === "data") Object.assign(element.dataset, value);
      else if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null));
    return element;
  }

  const key = (letter) => make("kbd", { textContent: letter });

  // --- the server -------------------------------------------------------------------------------

  async function ask(path, body) {
    const options = { headers: { "x-review-token": token } };
    if (body !== undefined) {
      options.method = "POST";
      options.headers["content-type"] = "application/json";
      options.body = JSON.stringify(body);
    }
    let answer;
    try {
      answer = await fetch(path, options);
    } catch {
      throw new Error("The review is not running any more: nothing is kept. Start it anew and open its new address.");
    }
    if (answer.ok) return answer.json();
    const text = await answer.text();
    let reason = text;
    try {
      reason = JSON.parse(text).error;
    } catch {
      // A refusal in plain words stands as it is.
    }
    const error = new Error(reason);
    error.rejected = answer.status === 422;
    throw error;
  }

  function alarm(words) {
    $("alarm").textContent = words;
    $("alarm").hidden = !words;
  }

  /** Send a change; the page shows it only once it is kept. */
  async function change(path, body) {
    if (busy) return null;
    busy = true;
    try {
      const view = await ask(`/api/articles/${article.index}/${path}`, body);
      alarm("");
      $("saved").textContent = `kept ${new Date().toLocaleTimeString("en-GB")}`;
      const { text } = article;
      article = { ...view, text };
      batch.articles[view.index] = view;
      return view;
    } catch (error) {
      const line = document.querySelector(".edit .warn");
      if (line && error.rejected) line.textContent = error.message;
      else alarm(`Not kept: ${error.message}`);
      return null;
    } finally {
      busy = false;
    }
  }

  // --- the list of articles ---------------------------------------------------------------------

  function showList() {
    const words = $("find").value.normalize("NFC").toLowerCase().trim();
    const onlyOpen = $("only-open").checked;
    const shown = order.map((index) => batch.articles[index]).filter((one) =>
      !(onlyOpen && one.done) && (!words || `${one.doc} ${one.title}`.normalize("NFC").toLowerCase().includes(words)));
    $("articles").replaceChildren(...shown.map((one) => make("li", {}, listed(one))));
  }

  function listed(one) {
    const state = one.done ? "✓ done" : one.records ? `${one.decided} of ${one.records} decided` : "no records";
    const button = make("button", { type: "button", className: one.done ? "done" : "", data: { index: one.index } },
      make("span", { className: "head", lang: "vi", textContent: one.title || one.doc }),
      make("span", { className: "state", textContent: `${state} · ${one.doc}` }));
    button.setAttribute("aria-current", String(one.index === article?.index));
    button.addEventListener("click", () => open(one.index));
    return button;
  }

  function showProgress() {
    const records = batch.articles.reduce((sum, one) => sum + one.records, 0);
    const decided = batch.articles.reduce((sum, one) => sum + one.decided, 0);
    const done = batch.articles.filter((one) => one.done).length;
    const long = (words) => make("span", { className: "long", textContent: words });
    $("progress").replaceChildren(`${decided} of ${records}`, long(" records"),
      ` · ${done} of ${batch.articles.length}`, long(" articles"), " done");
    $("meter").value = records ? decided / records : 0;
  }

  async function open(index) {
    if (editing && !leave()) return;
    let view;
    try {
      view = await ask(`/api/articles/${index}`);
    } catch (error) {
      alarm(error.message);
      return;
    }
    article = view;
    points = Array.from(view.text);
    editing = null;
    here = (sorted().find((item) => item.state === "open") ?? sorted()[0])?.key ?? null;
    toggleList(false);
    show();
    $("reading").scrollTop = 0;
    reveal();
  }

  function step(by) {
    const place = order.indexOf(article.index) + by;
    if (place >= 0 && place < order.length) open(order[place]);
  }

  function toggleList(shown = !$("list").classList.contains("shown")) {
    $("list").classList.toggle("shown", shown);
    $("open-list").setAttribute("aria-expanded", String(shown));
  }

  // --- the text ---------------------------------------------------------------------------------

  const current = () => article.items.find((item) => item.key === here) ?? null;

  function marks() {
    const found = [];
    for (const item of article.items)
      if (item.key !== here) found.push({ is: "other", span: item.anchor, key: item.key });
    const item = current();
    if (item) {
      if (item.evidence) found.push({ is: "sentence", span: item.evidence });
      found.push(...item.marks);
    }
    if (editing?.anchor) found.push({ is: "value", span: editing.anchor });
    for (const span of editing?.spans ?? []) found.push({ is: "indicator", span });
    return found;
  }

  function showText() {
    const found = marks();
    const cuts = [...new Set([0, points.length, ...found.flatMap((mark) => mark.span)])].sort((a, b) => a - b);
    const starts = new Map(cuts.map((cut) => [cut, []]));
    for (const mark of found)
      for (const cut of cuts) if (cut >= mark.span[0] && cut < mark.span[1]) starts.get(cut).push(mark);
    const pieces = cuts.slice(0, -1).map((start, i) => {
      const over = starts.get(start);
      const piece = make("span", {
        textContent: points.slice(start, cuts[i + 1]).join(""),
        className: [...new Set(over.map((mark) => `m-${mark.is}`))].join(" "),
        data: { start },
      });
      const other = over.find((mark) => mark.is === "other");
      if (other) piece.addEventListener("click", () => getSelection().isCollapsed && go(other.key));
      return piece;
    });
    $("text").replaceChildren(...pieces);
  }

  /** The selected stretch of the text in code points, blanks at its ends left off; or null. */
  function selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    let start = offset(range.startContainer, range.startOffset);
    let end = offset(range.endContainer, range.endOffset);
    if (start === null || end === null) return null;
    while (start < end && !points[start].trim()) start += 1;
    while (end > start && !points[end - 1].trim()) end -= 1;
    return start < end ? [start, end] : null;
  }

  function offset(node, within) {
    if (!$("text").contains(node)) return null;
    if (node.nodeType !== Node.TEXT_NODE) {
      const child = node.childNodes[within];
      if (node === $("text")) return child ? Number(child.dataset.start) : points.length;
      return Number(node.dataset.start) + (within ? Array.from(node.textContent).length : 0);
    }
    return Number(node.parentElement.dataset.start) + Array.from(node.data.slice(0, within)).length;
  }

  // --- the records ------------------------------------------------------------------------------

  function sorted() {
    const items = [...article.items];
    return $("order").value === "text" ? items : items.sort((a, b) => b.doubt - a.doubt);
  }

  function show() {
    document.title = `${article.title || article.doc} · ${batch.name}`;
    const about = [article.doc, article.published && `published ${article.published}`, article.url];
    $("about").textContent = about.filter(Boolean).join(" · ");
    showProgress();
    showList();
    showText();
    showRecords();
  }

  function showRecords() {
    $("count").textContent = article.records === 1 ? "1 record" : `${article.records} records`;
    const cards = sorted().map(card);
    if (editing?.key === null) cards.unshift(make("li", { className: "record here" }, form(blank())));
    $("records").replaceChildren(...cards);
    const left = article.records - article.decided;
    $("ending-words").textContent = article.done
      ? "This article is done."
      : left ? `${left} open. Is a statement of the article missing here? Select its value and press n.`
        : "All decided. Is a statement of the article missing here? Select its value and press n.";
    $("done").disabled = left > 0;
    $("done").replaceChildren(key("d"), article.done ? " Not done after all" : " Nothing is missing: done");
  }

  function valueOf(form) {
    const sign = { percent: "%", permille: "‰", percentage_point: " điểm %" }[form.unit] ?? "";
    const upper = form.upper && form.percentage ? `–${form.upper}` : "";
    const percentage = form.percentage && `${form.percentage}${upper}${sign}`;
    const amounts = (form.numerator || form.denominator) &&
      (form.denominator ? `${form.numerator || "?"}/${form.denominator}` : form.numerator);
    return percentage && amounts ? `${percentage} (${amounts})` : percentage || amounts;
  }

  function card(item) {
    const element = make("li", { className: `record ${item.state}`, data: { key: item.key } });
    const value = item.state === "open" && item.value ? item.value : valueOf(item.form);
    element.append(make("div", { className: "top" },
      make("span", { className: "value", lang: "vi", textContent: value }),
      make("span", { className: `sign ${item.state}`, textContent: SIGNS[item.state] })));
    if (item.key !== here) {
      const { indicator, place, date } = item.form;
      element.append(make("div", { className: "line", lang: "vi", textContent: indicator || "no indicator" }),
        make("div", { className: "line quiet", lang: "vi", textContent: [place, date].filter(Boolean).join(" · ") }));
      if (item.state === "open") element.append(warnings(item));
      element.addEventListener("click", () => go(item.key));
      return element;
    }
    element.classList.add("here");
    element.append(warnings(item), editing?.key === item.key ? form(item.form) : table(item), ...(editing ? [] : [actions(item)]));
    return element;
  }

  function warnings(item) {
    const words = [];
    if (item.audit === "contradiction") words.push(`⚠ contradicts itself: the amounts give ${item.computed.replace(".", ",")}%`);
    if (item.audit === "part_exceeds_whole") words.push("⚠ the part exceeds the whole");
    for (const warning of item.warnings) words.push(`⚠ ${warning}`);
    if (item.confidence !== null)
      words.push(`${item.confidence < DOUBTFUL ? "doubtful, " : ""}confidence ${item.confidence.toFixed(2)}`);
    if (item.problem && item.state === "open") words.push(`cannot be accepted as it is: ${item.problem}`);
    const grave = item.problem || item.warnings.length || item.audit.match(/contra|exceeds/) || item.confidence < DOUBTFUL;
    return make("div", { className: grave && item.confidence !== null ? "warn" : "line quiet", textContent: words.join(" · ") });
  }

  function table(item) {
    const rows = FIELDS.filter((name) => item.form[name] || item.found[name] || ["indicator", "place", "date"].includes(name))
      .filter((name) => name !== "unit" || item.form.percentage)
      .map((name) => {
        const cell = make("td", { lang: "vi", textContent: item.form[name] || "—" });
        if (item.state !== "added" && item.form[name] !== item.found[name]) {
          cell.className = "changed";
          cell.dataset.was = item.found[name] || "—";
        }
        return make("tr", {}, make("th", { scope: "row", textContent: name }), cell);
      });
    return make("table", {}, make("tbody", {}, ...rows));
  }

  function actions(item) {
    const button = (letter, words, act) => {
      const element = make("button", { type: "button", data: { does: letter } }, key(letter), ` ${words}`);
      element.addEventListener("click", act);
      return element;
    };
    const found = [];
    if (item.state === "open" || item.state === "rejected") found.push(button("a", "Accept", accept));
    found.push(button("e", "Correct", edit));
    if (item.state !== "rejected") found.push(button("x", "Reject", reject));
    if (item.state !== "open") found.push(button("u", "Take back", takeBack));
    return make("div", { className: "actions" }, ...found);
  }

  function go(target) {
    if (target === here || (editing && !leave())) return;
    here = target;
    showText();
    showRecords();
    reveal();
  }

  function move(by) {
    const keys = sorted().map((item) => item.key);
    const at = keys.indexOf(here) + by;
    if (at >= 0 && at < keys.length) go(keys[at]);
  }

  function reveal() {
    document.querySelector("#text .m-value")?.scrollIntoView({ block: "center" });
    document.querySelector(".record.here")?.scrollIntoView({ block: "nearest" });
  }

  // --- decisions --------------------------------------------------------------------------------

  async function decide(verdict) {
    const target = here;
    if (!target || !(await change("decision", { key: target, verdict }))) return;
    const items = sorted();
    const at = items.findIndex((item) => item.key === target);
    const open = (item) => item.state === "open";
    const next = verdict === "withdrawn" ? null : items.slice(at + 1).find(open) ?? items.find(open);
    here = next?.key ?? (at >= 0 ? target : items[0]?.key ?? null);
    show();
    reveal();
  }

  const accept = () => decide("accepted");
  const reject = () => decide("rejected");
  const takeBack = () => decide("withdrawn");

  async function setDone() {
    const next = !article.done;
    const left = article.records - article.decided;
    if (next && left) {
      alarm(`${left} records of this article are still open.`);
      return;
    }
    if (!(await change("read", { read: next }))) return;
    show();
    if (next) step(1);
  }

  // --- the form ---------------------------------------------------------------------------------

  function blank() {
    const [start, end] = editing.anchor;
    const words = points.slice(start, end).join("");
    const form = Object.fromEntries(FIELDS.map((name) => [name, ""]));
    const figures = words.match(/[\d.,]*\d/g) ?? [];
    const sign = words.includes("‰") ? "permille" : "percent";
    const like = current()?.form ?? {};
    Object.assign(form, PLAIN, { kind: "proportion", unit: sign, place: like.place ?? "", date: like.date ?? "" });
    if (/[%‰]/.test(words)) [form.percentage = "", form.upper = ""] = figures;
    else [form.numerator = "", form.denominator = ""] = figures;
    return form;
  }

  function edit() {
    const item = current();
    if (!item || editing) return;
    editing = { key: item.key, anchor: item.anchor, spans: item.indicator_spans };
    showText();
    showRecords();
    focusForm("percentage");
  }

  function add() {
    const anchor = selected();
    if (!anchor) {
      alarm("Select the value of the new record in the text first: 83,74%, or 8.210.");
      return;
    }
    if (editing && !leave()) return;
    alarm("");
    editing = { key: null, anchor, spans: [] };
    showText();
    showRecords();
    focusForm("indicator");
  }

  function focusForm(name) {
    editing.filled = filled();
    const field = document.querySelector(`.edit [name=${name}]`);
    field?.focus({ preventScroll: true });
    field?.form.scrollIntoView({ block: "nearest" });
  }

  /** What the form holds, to tell whether anyone has typed in it. */
  const filled = () => JSON.stringify([...new FormData(document.querySelector(".edit")).entries()]);
  const typed = () => Boolean(editing && document.querySelector(".edit") && filled() !== editing.filled);

  /** Close the form; one that was typed in only where that is wanted. Says whether it is closed. */
  function leave({ wanted = false } = {}) {
    if (!wanted && typed()) {
      alarm("The form is not kept yet: press Enter to keep it, or Esc to leave the record as it was.");
      return false;
    }
    alarm("");
    editing = null;
    showText();
    showRecords();
    return true;
  }

  function form(values) {
    const fields = FIELDS.map((name) =>
      make("label", { className: WIDTHS[name] ?? "", textContent: name }, control(name, values[name] ?? "")));
    const element = make("form", { className: "edit", noValidate: true, autocomplete: "off" },
      ...fields,
      make("p", { className: "hint whole", textContent:
        "Numbers as 1.204, 83,74 or 1,2 triệu; a date as quý I/2024 or 2024-01-01 – 2024-03-31. " +
        "Select words in the text and press Alt+i: they are the indicator (Alt+Shift+i adds a piece)." }),
      make("p", { className: "warn whole", role: "alert" }),
      make("div", { className: "actions whole" },
        make("button", { type: "submit" }, key("Enter"), " Keep"),
        Object.assign(make("button", { type: "button" }, key("Esc"), " Leave as it was"), { onclick: () => leave({ wanted: true }) })));
    element.addEventListener("submit", keep);
    return element;
  }

  function control(name, value) {
    if (name in CHOICES) {
      const select = make("select", { name });
      for (const choice of CHOICES[name])
        select.append(make("option", { value: choice, textContent: choice || "—", selected: choice === value }));
      return select;
    }
    if (name === "indicator") {
      const area = make("textarea", { name, lang: "vi", value, rows: 2 });
      area.addEventListener("input", () => { editing.spans = []; showText(); });
      return area;
    }
    const input = make("input", { name, lang: "vi", value });
    if (name === "place") {
      input.setAttribute("list", "place-names");
      input.addEventListener("input", () => offerPlaces(input.value));
    }
    return input;
  }

  let waiting = 0;
  function offerPlaces(words) {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const query = new URLSearchParams({ words, on: article.published });
      try {
        const names = await ask(`/api/places?${query}`);
        $("place-names").replaceChildren(...names.map((name) => make("option", { value: name })));
      } catch (error) {
        alarm(error.message);
      }
    }, 250);
  }

  async function keep(event) {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.target));
    const fresh = editing.key === null;
    const view = await change("decision", {
      key: editing.key, verdict: fresh ? "added" : "corrected", form: values, anchor: editing.anchor,
      indicator_spans: editing.spans,
    });
    if (!view) return;
    editing = null;
    here = view.key;
    const open = sorted().find((item) => item.state === "open");
    if (!fresh && open) here = open.key;
    show();
    reveal();
  }

  /** The selected words become the indicator of the form, or a further piece of it. */
  function takeIndicator(further) {
    const span = selected();
    if (!span) {
      alarm("Select the words of the indicator in the text first.");
      return;
    }
    if (!editing) edit();
    if (!editing) return;
    const free = further ? editing.spans.filter(([a, b]) => b <= span[0] || a >= span[1]) : [];
    editing.spans = [...free, span].sort((a, b) => a[0] - b[0]);
    const field = document.querySelector(".edit [name=indicator]");
    field.value = editing.spans.map(([a, b]) => points.slice(a, b).join("")).join(" ");
    showText();
    field.focus({ preventScroll: true });
  }

  // --- keys -------------------------------------------------------------------------------------

  const KEYS = {
    j: () => move(1), ArrowDown: () => move(1), k: () => move(-1), ArrowUp: () => move(-1),
    a: accept, e: edit, c: edit, x: reject, r: reject, u: takeBack, n: add, d: setDone,
    i: () => takeIndicator(false), I: () => takeIndicator(true),
    "]": () => step(1), "[": () => step(-1),
    o: () => { $("order").selectedIndex = 1 - $("order").selectedIndex; showRecords(); reveal(); },
    "?": () => $("help").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (!article || $("help").open) return;
    const writing = event.target.matches("input, textarea, select");
    if (event.key === "Escape" && editing) leave({ wanted: true });
    else if (event.altKey && event.code === "KeyI" && editing) takeIndicator(event.shiftKey);
    else if (event.key === "Enter" && event.target.matches(".edit textarea, .edit select")) event.target.form.requestSubmit();
    else if (writing || event.ctrlKey || event.metaKey || event.altKey || (editing && event.key !== "i" && event.key !== "I")) return;
    else if (event.key in KEYS) KEYS[event.key]();
    else return;
    event.preventDefault();
  });
  window.addEventListener("beforeunload", (event) => { if (typed()) event.preventDefault(); });
  $("open-list").addEventListener("click", () => toggleList());
  $("open-help").addEventListener("click", () => $("help").showModal());
  $("find").addEventListener("input", showList);
  $("only-open").addEventListener("change", showList);
  $("order").addEventListener("change", () => { if (!editing || leave()) { showRecords(); reveal(); } });
  $("done").addEventListener("click", setDone);
  // A click would end the selection before it could be read.
  $("add").addEventListener("mousedown", (event) => event.preventDefault());
  $("add").addEventListener("click", add);

  (async () => {
    try {
      batch = await ask("/api/batch");
    } catch (error) {
      alarm(error.message);
      return;
    }
    $("name").textContent = batch.name;
    $("kept-in").textContent = batch.kept_in;
    if (batch.stale.length)
      alarm(`The text of ${batch.stale.length} articles has changed since it was reviewed; their decisions are kept but not shown.`);
    order = batch.articles.map((one) => one.index).sort((a, b) => batch.articles[b].doubt - batch.articles[a].doubt);
    await open(order.find((index) => !batch.articles[index].done) ?? order[0]);
  })();
})();
