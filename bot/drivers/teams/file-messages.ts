import type { OfferedFile, UploadPlace } from '../../ports/index.ts';
import type { TeamsMessage } from './card-message.ts';

/** Asks whether to save a file: Teams answers with where to (T16). */
export const offerMessage = ({ name, description, bytes, context }: OfferedFile): TeamsMessage => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.teams.card.file.consent',
      name,
      content: { description, sizeInBytes: bytes, acceptContext: context, declineContext: context },
    },
  ],
});

/** Shows a file that was saved, so that it opens in Teams. */
export const fileMessage = ({ name, contentUrl, uniqueId, fileType }: UploadPlace): TeamsMessage => ({
  type: 'message',
  attachments: [
    {
      contentType: 'application/vnd.microsoft.teams.card.file.info',
      name,
      contentUrl,
      content: { uniqueId, fileType },
    },
  ],
});
