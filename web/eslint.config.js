import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['dist/', 'src/api/schema/', 'src/components.d.ts'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: { parser: tseslint.parser },
      globals: { console: 'readonly', process: 'readonly', URL: 'readonly' },
    },
    rules: {
      // Layout of templates is a matter of taste; what follows is not.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/multi-word-component-names': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/attributes-order': 'off',
      // The content security policy refuses them, and v-html would let a stored sentence become markup.
      'vue/no-static-inline-styles': 'error',
      'vue/no-v-html': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true }],
    },
  },
  {
    // The phone entry must stay small: nothing of the officers' library may reach it.
    files: ['src/phone/**', 'src/kit/**', 'src/api/**', 'src/time/**', 'src/session/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: ['element-plus*', '@element-plus/*', 'echarts*', '@/ui/*', '@/features/*', '@/officer/*'] },
      ],
    },
  },
)
