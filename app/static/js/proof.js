// The quiet task of a form: a worker solves it while somebody types, and its answer goes along with the form. There is
// nothing to see and nothing to do. Where it cannot run, the form is sent without, and the site counts more closely.
const LONGEST = 20_000; // milliseconds that a click may wait for the answer

const form = document.querySelector("form[data-task]");
if (form && window.Worker && window.crypto?.subtle) begin(form);

function begin(form) {
  let settled = false;
  const solved = solve(JSON.parse(form.dataset.task), form.dataset.worker).then((answer) => {
    form.elements.proof.value = answer;
    settled = true;
  });
  form.addEventListener("submit", (event) => {
    if (settled) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-disabled", "true");
    if (form.dataset.waits) return; // a second click
    form.dataset.waits = "yes";
    const late = new Promise((resolve) => setTimeout(resolve, LONGEST));
    Promise.race([solved, late]).then(() => {
      settled = true;
      button.removeAttribute("aria-disabled");
      delete form.dataset.waits;
      form.requestSubmit(button);
    });
  });
}

function solve(challenge, address) {
  return new Promise((resolve) => {
    const worker = new Worker(address);
    const end = (answer) => {
      worker.terminate();
      resolve(answer);
    };
    worker.onerror = () => end("");
    worker.onmessage = ({ data }) => {
      if (!data?.derivedKey) return end("");
      const { counter, derivedKey } = data;
      end(btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } })));
    };
    worker.postMessage({ type: "work", challenge, counterStart: 0, counterStep: 1, timeout: 60_000 });
  });
}
