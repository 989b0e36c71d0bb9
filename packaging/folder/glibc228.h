/* Old names of functions that glibc 2.29 gave a second version: so that the program runs on 2.28. */
#ifndef __ASSEMBLER__
#if defined(__x86_64__)
#define OLD "GLIBC_2.2.5"
#elif defined(__aarch64__)
#define OLD "GLIBC_2.17"
#endif
__asm__(".symver pow,pow@" OLD);
__asm__(".symver exp,exp@" OLD);
__asm__(".symver log,log@" OLD);
__asm__(".symver exp2,exp2@" OLD);
__asm__(".symver log2,log2@" OLD);
#endif
