/** What is said of models. */
import type { components } from "@/shared/api/generated/schema";

type Schemas = components["schemas"];

export type { Model } from "@/shared/api/client";
export type Training = Schemas["TrainingOut"];
export type Rates = Schemas["RatesOut"];
export type TrainKind = NonNullable<Schemas["TrainIn"]["kind"]>;
