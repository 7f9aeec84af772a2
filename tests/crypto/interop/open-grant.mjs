// Opens a key grant with npm's jose and the box it grants with WebCrypto: nothing here is shared with the Python code.
// In (stdin, JSON): der (base64, PKCS #8), grant, box (base64), place (base64). Out: {header, body, text}.
import { createHash, createPrivateKey, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";
import { compactDecrypt } from "jose";

const given = JSON.parse(readFileSync(0, "utf8"));
const der = Buffer.from(given.der, "base64");
const recipient = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
const { plaintext, protectedHeader } = await compactDecrypt(given.grant, recipient, {
  keyManagementAlgorithms: ["ECDH-ES+A256KW"],
  contentEncryptionAlgorithms: ["A256GCM"],
});
const body = JSON.parse(new TextDecoder().decode(plaintext));

const box = Buffer.from(given.box, "base64");
const place = Buffer.from(given.place, "base64");
const entry = body.fields[0];
if (createHash("sha256").update(box).digest("base64url") !== entry.box) throw new Error("another box");
const fieldKey = await webcrypto.subtle.importKey("raw", Buffer.from(entry.k, "base64url"), "HKDF", false, ["deriveBits"]);
const info = Buffer.concat([Buffer.from("prx/field/v1\0"), place]);
const okm = Buffer.from(
  await webcrypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, fieldKey, 512),
);
if (!okm.subarray(32).equals(box.subarray(18, 50))) throw new Error("another key");
const key = await webcrypto.subtle.importKey("raw", okm.subarray(0, 32), "AES-GCM", false, ["decrypt"]);
const additionalData = Buffer.concat([box.subarray(0, 6), place]);
const padded = Buffer.from(
  await webcrypto.subtle.decrypt({ name: "AES-GCM", iv: box.subarray(6, 18), additionalData }, key, box.subarray(50)),
);
const text = padded.subarray(0, padded.lastIndexOf(0x80)).toString("utf8");
process.stdout.write(JSON.stringify({ header: protectedHeader, body, text }));
