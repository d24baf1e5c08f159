import {
  array,
  discriminatedUnion,
  exactOptional,
  looseObject,
  nullish,
  type output,
  record,
  refine,
  string,
  union,
  unknown,
  type ZodExactOptional,
  type ZodObject,
  type ZodRawShape,
  type ZodType,
} from "zod";
import type { Mutable } from "../mutable.ts";

/** A schema whose input and output are both `T`. */
export type Schema<T> = ZodType<T, T>;

type Identical<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/**
 * Fixes the type of a schema to `T`, and compiles only when the schema infers exactly `T`: no field more
 * or less, and each as optional and as `readonly` as there.
 */
export function exactly<T>() {
  return <S extends ZodType>(
    schema: S & (Identical<output<S>, T> extends true ? unknown : { readonly differsFrom: T }),
  ): Schema<T> => schema as unknown as Schema<T>;
}

/** An object that keeps the fields it does not know, all `readonly`. */
export function readonlyObject<const Shape extends ZodRawShape>(
  shape: Shape,
): Schema<Readonly<output<ZodObject<Shape>>>> {
  // Unknown fields stay, but the type does not show them: callers get no index signature.
  return looseObject(shape) as unknown as Schema<Readonly<output<ZodObject<Shape>>>>;
}

/** An object that keeps the fields it does not know, all writable. */
export function mutableObject<const Shape extends ZodRawShape>(
  shape: Shape,
): Schema<output<ZodObject<Shape>>> {
  // As above.
  return looseObject(shape) as unknown as Schema<output<ZodObject<Shape>>>;
}

/** A list, `readonly` in type only: zod's own `readonly()` would freeze it. */
export function readonlyArray<Item extends ZodType>(item: Item): Schema<readonly output<Item>[]> {
  return array(item) as Schema<readonly output<Item>[]>;
}

/** An object with any keys, `readonly` in type only. */
export function readonlyRecord<Value extends ZodType>(
  value: Value,
): Schema<{ readonly [key: string]: output<Value> }> {
  return record(string(), value) as Schema<{ readonly [key: string]: output<Value> }>;
}

/** An object with any keys. */
export function mutableRecord<Value extends ZodType>(
  value: Value,
): Schema<{ [key: string]: output<Value> }> {
  return record(string(), value) as Schema<{ [key: string]: output<Value> }>;
}

/** The same schema for what an answer holds of a type that is an input. */
export function mutable<S extends ZodType>(schema: S): Schema<Mutable<output<S>>> {
  // `readonly` exists in types only, so the same values pass.
  return schema as unknown as Schema<Mutable<output<S>>>;
}

/** Any text, typed by the words that are known: what a provider says is never refused for a new word. */
export function openString<T extends string>(): Schema<T> {
  return string() as unknown as Schema<T>;
}

/** A field of an answer that is there in the type, but that servers also leave out or send as `null`. */
export function tolerant<S extends ZodType>(schema: S): S {
  return nullish(schema) as unknown as S;
}

/** A field that may be absent, and that an answer then repeats as `null`. */
export function absentOrNull<S extends ZodType>(schema: S): ZodExactOptional<S> {
  return exactOptional(tolerant(schema));
}

/** A field of an answer whose type says less than servers send. */
export function anything<T>(): Schema<T> {
  return unknown() as unknown as Schema<T>;
}

type Options = readonly [ZodType, ...ZodType[]];

/** One of several objects, told apart by a field. */
export function taggedUnion<const Members extends Options>(
  tag: string,
  members: Members,
): Schema<output<Members[number]>> {
  // Our schemas are objects behind a narrower type, which hides that they can be told apart.
  return discriminatedUnion(tag, members as never) as unknown as Schema<output<Members[number]>>;
}

/**
 * One of several objects, told apart by a field. An object with a tag that none of them has passes as it
 * came; the type does not show it, since an open member would keep the others from being told apart.
 * `others`: tags that schemas beside this one take care of.
 */
export function openTaggedUnion<const Members extends Options>(
  tag: string,
  members: Members,
  others: readonly string[] = [],
): Schema<output<Members[number]>> {
  const known = new Set<unknown>(others);
  for (const member of members) {
    for (const value of member._zod.propValues?.[tag] ?? []) known.add(value);
  }
  const unknownMember = looseObject({
    [tag]: string().check(
      refine((value) => !known.has(value), {
        abort: true,
        message: "The tag is known, but the fields do not fit it",
      }),
    ),
  });
  return union([taggedUnion(tag, members), unknownMember]) as unknown as Schema<
    output<Members[number]>
  >;
}
