import { chatCompletionRequestSchema } from "@vllora/types/schemas";

const body = '{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hi"}],"new_field":1}';
const request = chatCompletionRequestSchema.parse(JSON.parse(body));

console.log(request.messages.length, JSON.stringify(request).includes("new_field"));

const result = chatCompletionRequestSchema.safeParse({ model: "gpt-4.1-mini", messages: "Hi" });
console.log(result.error?.issues[0]?.path, result.error?.issues[0]?.message);
