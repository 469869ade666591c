import { questionKinds } from '../../core/index.ts';
import { oneOf } from '../chat/argument-kinds.ts';
import { command } from '../chat/command.ts';
import { showQuestions, type QuestionNeeds } from './questions.ts';

export const questions = command({
  name: 'questions',
  access: 'money',
  onlyShows: () => true,
  arguments: { question: oneOf('question', questionKinds, {}) },
  menus: [],
  run: (needs: QuestionNeeds, turn, { question }, { text, place }) =>
    showQuestions(needs, turn, { question, text, place }),
});
