/** What the server refuses of a form: beside the field where it can be, else below the form. */
import { useState } from "react";
import { placed } from "@/shared/api/fields";

interface Refusals {
  rest: string[];
  clear: () => void;
  take: (error: unknown) => void;
}

export function useRefusals(form: { setErrors: (errors: Record<string, string>) => void }, known: readonly string[]): Refusals {
  const [rest, setRest] = useState<string[]>([]);
  return {
    rest,
    clear: () => setRest([]),
    take: (error) => {
      const found = placed(error, known);
      form.setErrors(found.fields);
      setRest(found.rest);
    },
  };
}
