import { describe, expect, it } from "vitest";
import {
  type CallOptions,
  DummyModelInstance,
  type TemplateVariables,
  VlloraLLMClient,
} from "../src/index.ts";
import { renderMessages } from "../src/template.ts";
import { answering, completion, json } from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

async function rendered(source: string, variables: TemplateVariables = {}): Promise<unknown> {
  const [message] = await renderMessages([{ role: "user", content: source }], variables);
  return message?.content;
}

describe("templates are rendered", () => {
  it.each(["system", "developer", "user"] as const)("in %s text, string and part", async (role) => {
    const messages = [
      { role, content: "Hello {{ name }}" },
      {
        role,
        content: [{ type: "text", text: "{{ name }}!", cache_control: { type: "ephemeral" } }],
      },
    ] as const;
    expect(await renderMessages(messages, { name: "Ada" })).toEqual([
      { role, content: "Hello Ada" },
      { role, content: [{ type: "text", text: "Ada!", cache_control: { type: "ephemeral" } }] },
    ]);
  });

  it("never in what the assistant, a tool or a function said", async () => {
    const messages = [
      { role: "user", content: "{{ name }}" },
      {
        role: "assistant",
        content: "{{ name }}",
        tool_calls: [
          { id: "c", type: "function", function: { name: "f", arguments: "{{ name }}" } },
        ],
      },
      { role: "tool", tool_call_id: "c", content: [{ type: "text", text: "{{ name }} {% bad" }] },
      { role: "function", name: "f", content: "{{ name }}" },
    ] as const;
    expect(await renderMessages(messages, { name: "Ada" })).toEqual([
      { role: "user", content: "Ada" },
      ...messages.slice(1),
    ]);
  });

  it("only in text: URLs and files stay as they are", async () => {
    const content = [
      { type: "text", text: "{{ a }}" },
      { type: "image_url", image_url: { url: "https://x.test/{{ a }}.png" } },
    ] as const;
    const [message] = await renderMessages([{ role: "user", content }], { a: 1 });
    expect(message?.content).toEqual([{ type: "text", text: "1" }, content[1]]);
  });

  it.each<[string, string, TemplateVariables, string]>([
    ["without blanks", "{{a}}", { a: "x" }, "x"],
    ["with blanks cut", "a {{- a -}} b", { a: "x" }, "axb"],
    ["a number", "{{ a }}", { a: 3 }, "3"],
    ["an empty text", "[{{ a }}]", { a: "" }, "[]"],
    ["a field", "{{ user.name }}", { user: { name: "Ada" } }, "Ada"],
    ["a loop", "{% for x in list %}{{ x }};{% endfor %}", { list: [1, 2] }, "1;2;"],
    ["a condition", "{% if a %}yes{% else %}no{% endif %}", { a: false }, "no"],
    ["a filter", "{{ a | upper }}", { a: "x" }, "X"],
    ["a default", '{{ a | default("none") }}', {}, "none"],
    ["a default that is not needed", '{{ a | default("none") }}', { a: "x" }, "x"],
    ["a comment", "a{# not sent #}b", {}, "ab"],
    ["values are not templates", "{{ a }}", { a: "{{ b }}" }, "{{ b }}"],
    ["values are not escaped", "{{ a }}", { a: '<b> & "c"' }, '<b> & "c"'],
    ["single braces", "{ a } {{ a }}", { a: "x" }, "{ a } x"],
  ])("%s", async (_, source, variables, expected) => {
    expect(await rendered(source, variables)).toBe(expected);
  });

  it.each(["{{ a }}\n", "{{ a }}\n\n", "{{ a }}\n\n\n", "\n{{ a }}\n ", "{{ a }}\r\n"])(
    "with every line break at the end: %j",
    async (source) => {
      expect(await rendered(source, { a: "x" })).toBe(source.replace("{{ a }}", "x"));
    },
  );

  it("with the line breaks and indents around statements, as is Jinja's default", async () => {
    const source = "A:\n  {% if a %}\n  yes\n  {% endif %}\nend";
    expect(await rendered(source, { a: true })).toBe("A:\n  \n  yes\n  \nend");
  });

  it("in a copy: the request stays as it was", async () => {
    const messages = [{ role: "user" as const, content: "{{ a }}" }];
    await renderMessages(messages, { a: "x" });
    expect(messages).toEqual([{ role: "user", content: "{{ a }}" }]);
  });

  it("not at all where no text has any: the same messages go on", async () => {
    const messages = [{ role: "user" as const, content: "Hello { you }" }];
    expect(await renderMessages(messages, { a: "x" })).toBe(messages);
  });
});

describe("a template that cannot be rendered is a typed error", () => {
  it.each<[string, string]>([
    ["an open tag", "secretprompt {{ a"],
    ["an open text", "{{ 'secretprompt }}"],
    ["two words", "{{ a secretprompt }}"],
    ["an open block", "{% if a %}secretprompt"],
    ["an unknown statement", "{% frobnicate %} secretprompt"],
    ["an unknown filter", "{{ 'secretprompt' | frobnicate }}"],
    ["an open comment", "{# secretprompt"],
    ["a call of what is no function", "{{ a() }} secretprompt"],
    ["a wrong operation", "{{ 'secretprompt' * none }}"],
    ["an error that the template raises", "{{ raise_exception('the secretprompt says so') }}"],
  ])("without the prompt's text in it: %s", async (_, source) => {
    const error = await rejection(() => rendered(source, { a: "x" }));
    expect(error).toMatchObject({ kind: "template", retryable: false });
    expect(error.message).toContain("messages[0].content");
    expect(error.message).not.toContain("secretprompt");
    expect(String(error.cause ?? "")).not.toContain("secretprompt");
  });

  it("names the variable that is missing, and how to do without", async () => {
    const error = await rejection(() => rendered("Dear {{ name }}", { nam: "x" }));
    expect(error.kind).toBe("template");
    expect(error.message).toContain('"name"');
    expect(error.message).toContain('{{ name | default("") }}');
    expect(error.message).not.toContain("Dear");
  });

  it.each(["toString", "constructor", "__proto__"])(
    "does not find a variable on Object's prototype: %s",
    async (name) => {
      expect((await rejection(() => rendered(`{{ ${name} }}`))).kind).toBe("template");
    },
  );

  it("names the part", async () => {
    const content = [
      { type: "text", text: "fine" },
      { type: "text", text: "{{ a" },
    ] as const;
    const error = await rejection(() => renderMessages([{ role: "user", content }], {}));
    expect(error.message).toContain("messages[0].content[1].text");
  });
});

describe("variables of a call", () => {
  const REQUEST = { ...HELLO, messages: [{ role: "user", content: "{{ a }} {{ b }}" }] } as const;

  async function content(options: CallOptions, variables?: TemplateVariables): Promise<unknown> {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({
      provider: acme(),
      apiKey: "k",
      fetch,
      ...(variables === undefined ? {} : { variables }),
    });
    await client.completions.create(REQUEST, options);
    const messages = fetch.sent[0]?.body["messages"] as { content: string }[];
    return messages[0]?.content;
  }

  it("are needed: without them braces are text", async () => {
    expect(await content({})).toBe("{{ a }} {{ b }}");
  });

  it("are added to those of the client", async () => {
    expect(await content({ variables: { b: 2 } }, { a: 1, b: 1 })).toBe("1 2");
  });

  it("are asked for before anything is sent", async () => {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({ provider: acme(), apiKey: "k", fetch });
    const error = await rejection(() => client.completions.create(REQUEST, { variables: {} }));
    expect(error.kind).toBe("template");
    expect(fetch.sent).toEqual([]);
  });

  it("reach an injected model beside the rendered messages", async () => {
    const client = new VlloraLLMClient({ instance: new DummyModelInstance() });
    const stream = await client.completions
      .withInputVariables({ a: 1 })
      .createStream(REQUEST, { variables: { b: 2 } });
    expect((await stream.finalResponse()).text).toBe("1 2");
  });
});
