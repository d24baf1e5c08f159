/** Tells a listener something. One that throws harms nobody. */
export function harmless(tell: () => void): void {
  try {
    tell();
  } catch {
    // It is the listener's matter.
  }
}
