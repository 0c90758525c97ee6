/** What is said of behaviours. */
import type { components } from "@/shared/api/generated/schema";

type Schemas = components["schemas"];

export type Behaviour = Schemas["BehaviourOut"];
export type Baseline = Schemas["BaselineOut"];
