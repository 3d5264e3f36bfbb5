import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { signInBodySchema } from '../../../../../contracts/http/auth.ts';
import { Button } from '../../../components/ui/button.tsx';
import { Field, Input } from '../../../components/ui/field.tsx';
import { isApiError, messageOf } from '../../../lib/api-error.ts';
import { type SignInBody, useSignIn } from '../api/sign-in.ts';

const MISSING = {
  email: 'Enter your e-mail address, such as ana@example.com.',
  password: 'Enter your password.',
};

export function SignInForm({ onDone }: { onDone: () => void }) {
  const signIn = useSignIn();
  const { register, handleSubmit, formState, setError, resetField } = useForm<SignInBody>({
    resolver: zodResolver(signInBodySchema),
    defaultValues: { email: '', password: '' },
  });

  function signInOnError(error: Error): void {
    if (!isApiError(error, 'wrong_credentials')) {
      setError('root', { message: messageOf(error) });
      return;
    }
    const message = 'This e-mail address and password do not match.';
    resetField('password');
    setError('password', { type: 'refused', message }, { shouldFocus: true });
  }

  const submit = handleSubmit((body) => signIn.mutate(body, { onSuccess: onDone, onError: signInOnError }));
  const { errors } = formState;
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Field label="E-mail" error={errors.email && MISSING.email}>
        {(control) => <Input type="email" autoComplete="username" {...control} {...register('email')} />}
      </Field>
      <Field
        label="Password"
        error={
          errors.password?.type === 'refused' ? errors.password.message : errors.password && MISSING.password
        }
      >
        {(control) => (
          <Input type="password" autoComplete="current-password" {...control} {...register('password')} />
        )}
      </Field>
      {errors.root && (
        <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 font-medium text-danger text-sm">
          {errors.root.message}
        </p>
      )}
      <Button type="submit" look="primary" busy={signIn.isPending} className="mt-1 w-full">
        Sign in
      </Button>
    </form>
  );
}
