/** Makes the first admin, or the account of somebody invited: whose code it is decides which. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Link, useLocation, useNavigate } from "react-router";
import { placed } from "@/shared/api/fields";
import { session } from "@/shared/api/session";
import { Failure } from "@/shared/ui";
import { register, setUpQuery } from "./account";
import { codeIn } from "./code";
import { Door } from "./Door";

const LEAST = 12;
const FIELDS = ["email", "password", "code"] as const;

export default function SetUp() {
  const given = codeIn(useLocation().hash);
  const navigate = useNavigate();
  const { data: setUp } = useQuery(setUpQuery);
  const [code, setCode] = useState(given);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const making = useMutation({
    mutationFn: () => register(email, password, code.trim()),
    onSuccess: async (answer) => {
      await navigate("/start", { replace: true });
      session.begin(answer);
    },
  });
  const open = setUp?.registration === "open" && !setUp.needed;
  const short = password.length < LEAST ? `at least ${LEAST} characters` : "";
  const differs = again !== password ? "differs from the password above" : "";
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    setTried(true);
    if (!short && !differs) making.mutate();
  };
  const problems = making.error ? placed(making.error, FIELDS) : null;
  const unplaced = problems && Object.keys(problems.fields).length === 0;
  return (
    <Door title={setUp?.needed ? "Set up Boing" : "Make your account"} onSubmit={submit}>
      <p>{setUp?.needed ? "You will be the first admin. The code was printed when Boing first started; it works once." : "The code is in the link you were sent; it works once and gives you your role."}</p>
      <TextInput size="sm" label={open ? "Code (if you have one)" : "Code"} required={!open} withAsterisk={false} autoComplete="one-time-code" spellCheck={false} value={code} onChange={(event) => setCode(event.currentTarget.value)} error={problems?.fields.code} />
      <TextInput size="sm" label="Email" inputMode="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} error={problems?.fields.email} />
      <PasswordInput size="sm" label="Password" description={`At least ${LEAST} characters; a few words do well.`} autoComplete="new-password" required withAsterisk={false} visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }} value={password} onChange={(event) => setPassword(event.currentTarget.value)} error={problems?.fields.password ?? (tried && short)} />
      <PasswordInput size="sm" label="Password again" autoComplete="new-password" required withAsterisk={false} visibilityToggleButtonProps={{ "aria-label": "Show what is typed again" }} value={again} onChange={(event) => setAgain(event.currentTarget.value)} error={tried && differs} />
      {unplaced && <Failure error={making.error} />}
      <Button size="sm" type="submit" loading={making.isPending} fullWidth>
        {setUp?.needed ? "Set up and sign in" : "Make the account and sign in"}
      </Button>
      <p>
        Have an account? <Link to="/">Sign in</Link>
      </p>
    </Door>
  );
}
