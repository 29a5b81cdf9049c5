// Passkeys: asks the browser for what the page's form says, puts the answer into it and sends it.
const form = document.querySelector("form[data-passkey]");
const said = document.querySelector(".passkey-said");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function asked({ extensions, ...options }) {
  const wanted = { ...options, challenge: bytes(options.challenge) };
  if (options.user) wanted.user = { ...options.user, id: bytes(options.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"])
    if (options[list]) wanted[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  return { publicKey: wanted };
}

function answered({ id, rawId, type, response, authenticatorAttachment }) {
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) parts[name] = text(response[name]);
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id, rawId: text(rawId), type, authenticatorAttachment, response: parts, clientExtensionResults: {} });
}

async function ask() {
  try {
    const made = await navigator.credentials[form.dataset.passkey](asked(JSON.parse(form.dataset.options)));
    form.elements.credential.value = answered(made);
    form.submit();
  } catch (why) {
    said.textContent =
      why.name === "InvalidStateError"
        ? "This device has a passkey for your account already."
        : "Nothing was done: your browser was not given a passkey. You can ask again.";
  }
}

if (form && !window.PublicKeyCredential) said.textContent = "This browser has no passkeys.";
else if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  ask();
}
