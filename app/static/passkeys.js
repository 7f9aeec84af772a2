// Makes a passkey, or signs with one: the only thing here that a form cannot do by itself. The page says so without it.
const form = document.querySelector("form[data-passkey]");
if (form) ready(form);

function ready(form) {
  const failed = document.querySelector("[data-passkey-failed]");
  document.querySelector("[data-passkey-without]").hidden = true;
  if (!window.PublicKeyCredential) {
    failed.hidden = false;
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    try {
      const made = form.dataset.passkey === "create" ? await make(form.dataset) : await sign(form.dataset);
      form.elements.said.value = JSON.stringify(made);
      form.submit();
    } catch {
      failed.hidden = false;
      failed.focus();
    }
  });
}

async function make({ challenge, host, person, name }) {
  const made = await navigator.credentials.create({ publicKey: {
    challenge: bytes(challenge),
    rp: { id: host, name: "Partner Research Exchange" },
    user: { id: bytes(person), name, displayName: name },
    pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { userVerification: "required", residentKey: "preferred" },
    attestation: "none",
  } });
  return answer(made, { attestationObject: text(made.response.attestationObject) });
}

async function sign({ challenge, host, keys }) {
  const made = await navigator.credentials.get({ publicKey: {
    challenge: bytes(challenge),
    rpId: host,
    allowCredentials: keys.split(" ").map((id) => ({ type: "public-key", id: bytes(id) })),
    userVerification: "required",
  } });
  const { authenticatorData, signature } = made.response;
  return answer(made, { authenticatorData: text(authenticatorData), signature: text(signature) });
}

function answer(made, rest) {
  const response = { clientDataJSON: text(made.response.clientDataJSON), ...rest };
  return { id: made.id, rawId: made.id, type: made.type, response };
}

function bytes(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

function text(buffer) {
  return btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
