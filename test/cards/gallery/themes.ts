import type { Theme } from './browser/types.ts';

// Teams' themes: the measures of its host configuration as Microsoft's card designer has them (adaptivecards-designer 2.4.4), and the colors of
// the present clients as Microsoft publishes them (@fluentui/tokens: teamsLightTheme, teamsDarkTheme, teamsHighContrastTheme); attention is the
// color that its fields write their errors in (colorPaletteRedForeground1).

/** As wide as what Teams uses, or a little wider. */
export const family = "'Noto Sans Variable', 'Noto Sans CJK SC', sans-serif";

interface Palette {
  readonly background: string;
  readonly emphasis: string;
  readonly accentBackground: string;
  readonly goodBackground: string;
  readonly warningBackground: string;
  readonly attentionBackground: string;
  readonly text: string;
  readonly subtle: string;
  readonly accent: string;
  readonly good: string;
  readonly warning: string;
  readonly attention: string;
  readonly line: string;
}

const light: Palette = {
  background: '#ffffff',
  emphasis: '#f5f5f5',
  accentBackground: '#e8ebfa',
  goodBackground: '#f1faf1',
  warningBackground: '#fff9f5',
  attentionBackground: '#fdf3f4',
  text: '#242424',
  subtle: '#616161',
  accent: '#5b5fc7',
  good: '#0e700e',
  warning: '#bc4b09',
  attention: '#bc2f32',
  line: '#d1d1d1',
};

const dark: Palette = {
  background: '#292929',
  emphasis: '#1f1f1f',
  accentBackground: '#2f2f4a',
  goodBackground: '#052505',
  warningBackground: '#4a1e04',
  attentionBackground: '#3b0509',
  text: '#ffffff',
  subtle: '#adadad',
  accent: '#7f85f5',
  good: '#54b054',
  warning: '#faa06b',
  attention: '#e37d80',
  line: '#666666',
};

const highContrast: Palette = {
  background: '#000000',
  emphasis: '#000000',
  accentBackground: '#000000',
  goodBackground: '#000000',
  warningBackground: '#000000',
  attentionBackground: '#000000',
  text: '#ffffff',
  subtle: '#ffffff',
  accent: '#ffff00',
  good: '#ffffff',
  warning: '#ffffff',
  attention: '#ffffff',
  line: '#ffffff',
};

/** Light, dark and high contrast. */
export const themes: readonly Theme[] = [
  { name: 'light', palette: light },
  { name: 'dark', palette: dark },
  { name: 'contrast', palette: highContrast },
].map(({ name, palette }) => ({
  name,
  host: hostOf(palette),
  page: { background: palette.background, text: palette.text, line: palette.line },
}));

function hostOf(palette: Palette): object {
  return {
    choiceSetInputValueSeparator: ',',
    supportsInteractivity: true,
    spacing: { none: 0, small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: palette.line },
    fontTypes: {
      default: font(family),
      monospace: font('monospace'),
    },
    textStyles: {
      heading: { size: 'large', weight: 'bolder', color: 'default', isSubtle: false, fontType: 'default' },
    },
    containerStyles: stylesOf(palette),
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
      showCard: { actionMode: 'inline', inlineTopMargin: 16, style: 'emphasis' },
    },
    factSet: {
      title: { weight: 'bolder', size: 'default', color: 'default', wrap: true, maxWidth: 150 },
      value: { weight: 'default', size: 'default', color: 'default', wrap: true },
      spacing: 16,
    },
  };
}

function font(fontFamily: string): object {
  return {
    fontFamily,
    fontSizes: { small: 12, default: 14, medium: 14, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
  };
}

function stylesOf(palette: Palette): object {
  const color = (one: string) => ({ default: one, subtle: one });
  const foregroundColors = {
    default: { default: palette.text, subtle: palette.subtle },
    dark: { default: palette.text, subtle: palette.subtle },
    light: { default: palette.text, subtle: palette.subtle },
    accent: color(palette.accent),
    good: color(palette.good),
    warning: color(palette.warning),
    attention: color(palette.attention),
  };
  return {
    default: { backgroundColor: palette.background, foregroundColors },
    emphasis: { backgroundColor: palette.emphasis, foregroundColors },
    accent: { backgroundColor: palette.accentBackground, foregroundColors },
    good: { backgroundColor: palette.goodBackground, foregroundColors },
    warning: { backgroundColor: palette.warningBackground, foregroundColors },
    attention: { backgroundColor: palette.attentionBackground, foregroundColors },
  };
}
