/** The door. Says what the server said, and nothing about whether an account exists. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { Link } from "react-router";
import { session } from "@/shared/api/session";
import { Failure } from "@/shared/ui";
import { setUpQuery, signIn } from "./account";
import { Door } from "./Door";

export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { data: setUp } = useQuery(setUpQuery);
  const entering = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: (answer) => session.begin(answer),
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    entering.mutate();
  };
  return (
    <Door title="Sign in" onSubmit={submit}>
      <TextInput size="sm" label="Email" type="text" inputMode="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <PasswordInput size="sm" label="Password" autoComplete="current-password" required withAsterisk={false} visibilityToggleButtonProps={{ "aria-label": "Show what is typed" }} value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
      {entering.error && <Failure error={entering.error} />}
      <Button size="sm" type="submit" loading={entering.isPending} fullWidth>
        Sign in
      </Button>
      <p>
        {setUp?.needed ? (
          <>
            Nobody has an account here yet. <Link to="/setup">Make the first one</Link> with the code that <code>boing up</code> printed.
          </>
        ) : (
          <>
            Invited? Open the link you were sent, or <Link to="/setup">enter its code</Link>.
          </>
        )}
      </p>
    </Door>
  );
}
