using Microsoft.Extensions.Options;

namespace Scim.Grains.Directory;

/// <summary>Checks <see cref="DirectoryOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class DirectoryOptionsValidator : IValidateOptions<DirectoryOptions>;
