// One address for each kind of page and each state that looks different.
export const pages = {
  home: '/',
  'results with everything': '/find?q=short+breaks+for+9+year+old&postcode=PR2+8HW&need=autism&within=20',
  'a corrected spelling': '/find?q=cahms',
  'a crisis': '/find?q=self+harming',
  'nothing found': '/find?q=trampolining&age=1&day=sunday&need=multi-sensory-impairment&free=yes',
  'bad input': '/find?q=swimming&age=nine&postcode=Atlantis&within=far',
  'a place elsewhere': '/find?q=swimming&postcode=CA1+1AA',
  'the second page': '/find?page=2',
  'a service told in full': '/services/speech-and-language-therapy',
  'an organisation': '/organisations/westmere-council',
  topics: '/topics',
  'a theme': '/topics/health',
  'a category': '/topics/short-breaks',
  settings: '/settings?postcode=Burnley&need=autism',
  'a setting': '/settings/st-marys-rc-high-school',
  accessibility: '/accessibility-statement',
  privacy: '/privacy',
  'settings with bad input': '/settings?age=nine&postcode=Atlantis',
  'another area': 'northfell:/find?q=autism',
  'not found': '/services/never-was'
}
