using Scim.Silo.Startup;

return await SiloProgram.Run(args, Console.Out, Console.Error);
