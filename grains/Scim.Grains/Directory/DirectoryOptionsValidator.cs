using Microsoft.Extensions.Options;

namespace Scim.Grains.Directory;

/// <summary>Validates <see cref="DirectoryOptions"/> at startup.</summary>
[OptionsValidator]
internal sealed partial class DirectoryOptionsValidator : IValidateOptions<DirectoryOptions>;
