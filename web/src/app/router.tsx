import { createBrowserRouter, Navigate, type RouteObject } from 'react-router-dom';
import { RequireSession } from './require-session.tsx';
import { CampaignsRoute } from './routes/campaigns.tsx';
import { NotFoundRoute } from './routes/not-found.tsx';
import { PageFault } from './routes/page-fault.tsx';
import { PageLoading } from './routes/page-loading.tsx';
import { SignInRoute } from './routes/sign-in.tsx';
import { Shell } from './shell.tsx';

/** Pages with heavy parts (the form's schemas, the CSV parser, the waveform) are fetched when they are opened. */
const pages: RouteObject[] = [
  { index: true, element: <Navigate to="/campaigns" replace /> },
  { path: 'campaigns', element: <CampaignsRoute /> },
  {
    path: 'campaigns/new',
    lazy: async () => ({ Component: (await import('./routes/new-campaign.tsx')).NewCampaignRoute }),
  },
  {
    path: 'campaigns/:campaignId',
    lazy: async () => ({ Component: (await import('./routes/campaign.tsx')).CampaignRoute }),
  },
  {
    path: 'campaigns/:campaignId/import',
    lazy: async () => ({ Component: (await import('./routes/import.tsx')).ImportRoute }),
  },
  { path: 'calls', lazy: async () => ({ Component: (await import('./routes/calls.tsx')).CallsRoute }) },
  { path: 'calls/:callId', lazy: async () => ({ Component: (await import('./routes/call.tsx')).CallRoute }) },
  { path: '*', element: <NotFoundRoute /> },
];

export function createRouter() {
  return createBrowserRouter([
    { path: '/sign-in', element: <SignInRoute />, errorElement: <PageFault /> },
    {
      element: <RequireSession />,
      errorElement: <PageFault />,
      hydrateFallbackElement: <PageLoading />,
      children: [{ element: <Shell />, children: [{ errorElement: <PageFault />, children: pages }] }],
    },
  ]);
}
