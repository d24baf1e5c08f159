import type { Loose } from "./recorded-cases.ts";

/**
 * A recorded request as ours would write it: the normalisations that `toChatRequest` lists, done here by plain rules
 * that know nothing of the source.
 */
export function canonical(request: Loose): Loose {
  const body = camel(request);
  const { model: _, generationConfig, systemInstruction, tools, toolConfig, ...rest } = body;
  const config = generation(camel(generationConfig));
  return {
    ...rest,
    contents: (body["contents"] as Loose[]).map(content),
    ...(systemInstruction === undefined
      ? {}
      : { systemInstruction: { parts: (systemInstruction as Loose)["parts"] } }),
    ...(tools === undefined ? {} : { tools: (tools as Loose[]).map(tool) }),
    ...(toolConfig === undefined ? {} : { toolConfig: choice(camel(toolConfig)) }),
    ...(Object.keys(config).length === 0 ? {} : { generationConfig: config }),
  };
}

function camel(value: unknown): Loose {
  return Object.fromEntries(
    Object.entries((value ?? {}) as Loose).map(([key, item]) => [camelName(key), item]),
  );
}

function camelName(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function content(value: Loose): Loose {
  return { ...value, parts: (value["parts"] as Loose[]).map(part) };
}

function part(value: Loose): Loose {
  const named = camel(value);
  return Object.fromEntries(
    Object.entries(named).map(([key, item]) =>
      /^(inlineData|fileData|functionCall|functionResponse)$/.test(key)
        ? [key, within(camel(item))]
        : [key, item],
    ),
  );
}

function within(value: Loose): Loose {
  return Array.isArray(value["parts"])
    ? { ...value, parts: (value["parts"] as Loose[]).map(part) }
    : value;
}

function tool(value: Loose): Loose {
  const { functionDeclarations, ...rest } = camel(value);
  if (!Array.isArray(functionDeclarations)) return rest;
  return { ...rest, functionDeclarations: (functionDeclarations as Loose[]).map(declaration) };
}

function declaration(value: Loose): Loose {
  const { parameters, ...rest } = camel(value);
  const properties = (parameters as Loose | undefined)?.["properties"] as Loose | undefined;
  return properties === undefined || Object.keys(properties).length === 0
    ? rest
    : { ...rest, parameters: schema(parameters) };
}

function choice(config: Loose): Loose {
  const calling = config["functionCallingConfig"] as Loose | undefined;
  if (calling === undefined) return config;
  return {
    ...config,
    functionCallingConfig: { ...calling, mode: String(calling["mode"]).toUpperCase() },
  };
}

function generation(config: Loose): Loose {
  return Object.fromEntries(
    Object.entries(config).map(([key, item]) => {
      if (key === "thinkingConfig") return [key, thinking(camel(item))];
      return [key, key === "responseSchema" ? schema(item) : item];
    }),
  );
}

function thinking({ thinkingLevel: level, ...rest }: Loose): Loose {
  return level === undefined ? rest : { ...rest, thinkingLevel: String(level).toLowerCase() };
}

function schema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(schema);
  if (typeof value !== "object" || value === null) return value;
  const { anyOf, ...own } = camel(value);
  const entries = Object.entries(own).map(([key, item]) => {
    if (key === "type") return [key, String(item).toUpperCase()];
    if (key !== "properties") return [key, key === "items" ? schema(item) : item] as const;
    const named = Object.entries(item as Loose).map(([name, one]) => [name, schema(one)]);
    return [key, Object.fromEntries(named) as Loose];
  });
  return { ...(Object.fromEntries(entries) as Loose), ...union(anyOf) };
}

function union(value: unknown): Loose {
  if (!Array.isArray(value)) return {};
  const others = (value as Loose[]).filter(({ type }) => String(type).toLowerCase() !== "null");
  const nullable = others.length < value.length ? { nullable: true } : {};
  const schemas = others.map(schema);
  return schemas.length === 1
    ? { ...(schemas[0] as Loose), ...nullable }
    : { anyOf: schemas, ...nullable };
}
