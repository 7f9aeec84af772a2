// Unpacks the package's Chromium, its libraries and fonts into the folder named by TMPDIR.
// The package itself unpacks the libraries only where it believes to be on its own cloud service,
// and its font settings name folders of that service: they are written anew, relative to where they lie.
import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflate } from "@sparticuz/chromium";

const packed = fileURLToPath(new URL("../bin", import.meta.resolve("@sparticuz/chromium")));
await Promise.all(readdirSync(packed).map((name) => inflate(join(packed, name))));

const fonts = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <match target="pattern">
    <edit name="family" mode="append_last"><string>Open Sans</string></edit>
  </match>
</fontconfig>
`;
writeFileSync(join(tmpdir(), "fonts", "fonts.conf"), fonts);
