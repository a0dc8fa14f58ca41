/** Things that look like secrets, and are none: made for these tests. */
const body = Array.from({ length: 4 }, (_, index) => `MHcCAQEEIPlantedPlantedPlantedPlantedPlantedPlantedPlanted${index}oAo`).join('\n');

// Put together here, so that no search for keys in the repository finds one.
const dashes = '-'.repeat(5);
export const privateKey = [`${dashes}BEGIN EC PRIVATE KEY${dashes}`, body, `${dashes}END EC PRIVATE KEY${dashes}`].join('\n');
const sshKey = [`${dashes}BEGIN OPENSSH PRIVATE KEY${dashes}`, body.replaceAll('MHcC', 'b3Bl'), `${dashes}END OPENSSH PRIVATE KEY${dashes}`].join('\n');
export const ageKey = ['AGE', 'SECRET', 'KEY', '1QQPQQQSYQCYQ5RQWZQFPG9SCRGWPUGPZYSNZS23V9CCRYDPK8QARQ6NLKZ'].join('-');

export const planted: Readonly<Record<string, string>> = {
  'a private key': privateKey,
  'an SSH key': sshKey,
  'an age key': ageKey,
  'a recovery key': 'vtbdefgh-jklnrtuv-bbcdefgh-iklnrtuv-cbdvfghi-jklnrtub-cbduuuuu-jklnrtcc',
  'a yescrypt hash': '$y$j9T$plantedSalt00$PlantedHashPlantedHashPlantedHashPlantedHas',
  'a SHA-512 hash': '$6$plantedSalt0$L34HwtpWumRDIIa6O4m7.i/PlantedHashPlantedHash',
  'a bcrypt hash': '$2b$12$PlantedSaltPlantedSaltPlantedHashPlantedHashPlant',
  'a password in an address': 'https://ana:planted-in-url@example.org/feed',
};

/** Nothing about it looks like a secret: it has to be named. */
export const namedSecret = 'correct-horse-battery';
