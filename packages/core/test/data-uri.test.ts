import { expect, it } from "vitest";
import { parseDataURI, textOfBase64, textOfPercents, textToBase64 } from "../src/data-uri.ts";

it.each([
  ["data:image/PNG;base64,QUJD", { type: "image/png", base64: true, text: "QUJD" }],
  ["DATA:;BASE64,aGk=", { type: "", base64: true, text: "aGk=" }],
  ["data:text/plain;charset=utf-8;base64,YQ", { type: "text/plain", base64: true, text: "YQ" }],
  ["data:text/plain,a,%20b", { type: "text/plain", base64: false, text: "a,%20b" }],
  ["data:,", { type: "", base64: false, text: "" }],
])("reads %s", (url, parsed) => {
  expect(parseDataURI(url)).toEqual(parsed);
});

it.each(["https://example.com/a,b", "data:image/png;base64", "xdata:,a", ""])(
  "gives nothing for %j",
  (url) => {
    expect(parseDataURI(url)).toBeUndefined();
  },
);

it("writes and reads UTF-8 in base64, byte order mark and all", () => {
  for (const text of ["", "Zürich 🌦", "\uFEFFa"]) {
    expect(textToBase64(text)).toBe(Buffer.from(text).toString("base64"));
    expect(textOfBase64(textToBase64(text))).toBe(text);
  }
  expect(textOfBase64("/w==")).toBeUndefined();
  expect(textOfBase64("<svg>")).toBeUndefined();
});

it("reads percent encoding", () => {
  expect(textOfPercents("Z%C3%BCrich%20%2C")).toBe("Zürich ,");
  expect(textOfPercents("100%")).toBeUndefined();
});
