const CACHE = {
  name: "cachedContents/handbook",
  model: "models/gemini-2.5-flash",
  expireTime: "2026-11-22T21:00:00Z",
  usageMetadata: { totalTokenCount: 4096 },
};

const ANSWER = {
  candidates: [
    {
      content: { role: "model", parts: [{ text: "It describes how the team ships." }] },
      finishReason: "STOP",
    },
  ],
  usageMetadata: {
    promptTokenCount: 4110,
    cachedContentTokenCount: 4096,
    candidatesTokenCount: 7,
    totalTokenCount: 4117,
  },
  modelVersion: "gemini-2.5-flash",
};

/** Stands in for the API: answers as its documentation has them. @see https://ai.google.dev/api/caching */
export async function cacheServer(url: string, { method }: RequestInit): Promise<Response> {
  if (url.endsWith(":generateContent")) return Response.json(ANSWER);
  if (method === "GET" && url.endsWith("/cachedContents")) {
    return Response.json({ cachedContents: [CACHE] });
  }
  return Response.json(method === "DELETE" ? {} : CACHE);
}
