// form[data-passkey="create" | "get"]: the ceremony of a passkey. What to ask of the device stands in the JSON script
// that data-passkey-options names, or is fetched from data-passkey-url; the answer goes into [name=credential] and the
// form is sent. The bytes are turned by hand: browsers of 2023 have no JSON forms of the credentials yet.
import { carrier, onArrival } from "../arrival";

type Json = Record<string, any>;

const isPossible = () => window.isSecureContext && typeof PublicKeyCredential === "function";

function bytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0)).buffer;
}

function text(buffer: ArrayBuffer | null): string | undefined {
  if (!buffer) return undefined;
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

const named = (list: Json[] | undefined) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

async function create(options: Json): Promise<Json> {
  const asked = options.publicKey;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: named(asked.excludeCredentials),
    authenticatorSelection: {
      ...asked.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    },
  } as PublicKeyCredentialCreationOptions;
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    ...told(made),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

async function get(options: Json): Promise<Json> {
  const asked = options.publicKey;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    allowCredentials: named(asked.allowCredentials),
  } as PublicKeyCredentialRequestOptions;
  const shown = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
  const response = shown.response as AuthenticatorAssertionResponse;
  return {
    ...told(shown),
    response: {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: text(response.userHandle),
    },
  };
}

function told(credential: PublicKeyCredential): Json {
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form: HTMLFormElement): Promise<Json> {
  const place = form.dataset.passkeyOptions;
  if (place) {
    const given = JSON.parse(document.getElementById(place)?.textContent ?? "{}");
    return given.creation_options ?? given.request_options;
  }
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.dataset.passkeyUrl ?? "", { headers });
  if (!answer.ok) throw new Error(`no passkey options: ${answer.status}`);
  return (await answer.json()).request_options;
}

onArrival<HTMLFormElement>("form[data-passkey]", (form) => {
  if (isPossible()) form.hidden = false;
  const missing = form.querySelector<HTMLElement>("[data-passkey-missing]");
  if (missing) missing.hidden = isPossible();
});

document.addEventListener("click", async (event) => {
  const button = carrier<HTMLButtonElement>(event, "[data-passkey-start]");
  const form = button?.closest<HTMLFormElement>("form[data-passkey]");
  if (!button || !form || !isPossible()) return;
  const said = form.querySelector<HTMLElement>("[data-passkey-said]");
  button.disabled = true;
  if (said) said.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential = await (form.dataset.passkey === "create" ? create(options) : get(options));
    form.querySelector<HTMLInputElement>("[name=credential]")!.value = JSON.stringify(credential);
    form.submit();
  } catch {
    button.disabled = false;
    if (said) said.hidden = false;
  }
});
